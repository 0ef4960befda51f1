namespace RasterFlow.Vectors;

/// <summary>
/// Sweeps all labels of one time step, one row of blocks after the other. Labels are swept at the same time; when the places where outlines meet matter, all go
/// from row to row together.
/// </summary>
internal sealed class StepSweep : IDisposable
{
    private readonly RegionSweep[] _sweeps;
    private readonly bool _together;
    private readonly NodeFinder _nodes = new();
    private RasterRow[] _above;
    private RasterRow[] _rows;

    /// <summary>Prepares the labels of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="emit">Gets every polygon with its label, from several threads.</param>
    /// <param name="bends">
    /// Whether straight outlines bend on the way to the output: where the corner of one polygon lies on the edge of another, the other then needs a place
    /// there as well, or the two would overlap and gape by centimetres.
    /// </param>
    public StepSweep(VectorizeJob job, Action<int, PixelPolygon> emit, bool bends = false)
    {
        int labels = job.Features.Count;
        _together = Simplifies(job) || (bends && !job.CentreLines && labels is > 1 and <= NodeFinder.MostLabels);
        if (Simplifies(job) && labels > NodeFinder.MostLabels)
        {
            throw new ArgumentException($"At most {NodeFinder.MostLabels} labels can be smoothed or simplified together; the job has {labels}.", nameof(job));
        }

        _sweeps = [.. Enumerable.Range(0, labels).Select(label => new RegionSweep(
            job.Connectivity,
            polygon => emit(label, polygon),
            Simplifies(job) ? new ArcSimplifier(job.Processing.Smooth, job.Processing.SimplifyPixels) : null,
            Math.Max(RegionSweep.DefaultCorners / labels, 1024)))];
        _above = [.. _sweeps.Select(static _ => new RasterRow())];
        _rows = [.. _sweeps.Select(static _ => new RasterRow())];
    }

    /// <summary>Whether a job's outlines are simplified while they are traced. Centre lines are made of the pixels and simplified by themselves.</summary>
    public static bool Simplifies(VectorizeJob job) => !job.CentreLines && (job.Processing.Smooth || job.Processing.SimplifyPixels > 0);

    /// <summary>Adds the next row of blocks.</summary>
    /// <param name="band">Its rows.</param>
    /// <param name="height">How many.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="InvalidDataException">The fragments are broken.</exception>
    public void AddBand(RowBand band, int height, CancellationToken cancellationToken)
    {
        if (_together)
        {
            for (int y = 0; y < height; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                AddRowTogether(band);
            }

            return;
        }

        Parallel.For(0, _sweeps.Length, new ParallelOptions { CancellationToken = cancellationToken }, label =>
        {
            for (int y = 0; y < height; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                band.ReadRow(label, _rows[label]);
                _sweeps[label].AddRow(_rows[label]);
            }
        });
    }

    /// <summary>Ends the raster.</summary>
    public void Finish()
    {
        Array.ForEach(_rows, static row => row.Clear());
        List<int>? nodes = _together ? _nodes.Find(_above, _rows) : null;
        Parallel.ForEach(_sweeps, sweep => sweep.Finish(nodes));
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_sweeps, static sweep => sweep.Dispose());

    private void AddRowTogether(RowBand band)
    {
        for (int label = 0; label < _sweeps.Length; label++)
        {
            band.ReadRow(label, _rows[label]);
        }

        List<int> nodes = _nodes.Find(_above, _rows);
        for (int label = 0; label < _sweeps.Length; label++)
        {
            _sweeps[label].AddRow(_rows[label], nodes);
        }

        (_above, _rows) = (_rows, _above);
    }
}
