using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>
/// Finds the runs of one block of a prediction: reads the labels' scores, a row of chunks at a time, and writes one fragments object. Blocks are
/// independent of each other; <see cref="VectorStitcher"/> follows outlines across all of them. Memory holds two rows of chunks of the block
/// (of the job's labels, or of all for arg-max) and its runs.
/// </summary>
public sealed class BlockVectorizer
{
    private readonly IScoreReader _scores;
    private readonly IObjectStore _store;
    private readonly VectorizeJob _job;
    private readonly int[] _bands;

    private bool IsArgMax => _job.Rule == LabelRule.ArgMax;

    /// <summary>Prepares a job on its prediction.</summary>
    /// <exception cref="ArgumentException">The job cannot be run, or a label is not in the prediction; the message says what is wrong or lists the labels.</exception>
    public BlockVectorizer(IScoreReader scores, IObjectStore store, VectorizeJob job)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(job);
        job.Check();
        _scores = scores;
        _store = store;
        _job = job;
        _bands = [.. job.Features.Select(label => BandOf(scores.Layout, label))];
        Blocks = BlocksOf(scores.Layout, job);
    }

    /// <summary>Opens a job's prediction store.</summary>
    /// <exception cref="ArgumentException">A label is not in the prediction; the message lists those that are.</exception>
    /// <exception cref="RasterStoreNotFoundException">There is no prediction.</exception>
    public static async Task<BlockVectorizer> OpenAsync(IObjectStore store, VectorizeJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, job.PredictionRoot, cancellationToken);
        return new BlockVectorizer(new RasterStoreScores(reader), store, job);
    }

    /// <summary>The grid of vectorize blocks: the store's layout at the job's block size.</summary>
    public RasterStoreLayout Blocks { get; }

    /// <summary>The layout whose blocks are a job's blocks: block numbers run over [0, <see cref="RasterStoreLayout.BlockCount"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The job's block size is not positive.</exception>
    public static RasterStoreLayout BlocksOf(RasterStoreLayout layout, VectorizeJob job)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(job);
        int size = job.BlockSize ?? layout.BlockSize;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(job));
        return layout with { BlockSize = size };
    }

    /// <summary>Writes a block's fragments, unless they are there already.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public async Task<BlockVectorSummary> VectorizeBlockAsync(int block, CancellationToken cancellationToken = default)
    {
        BlockIndex index = Blocks.BlockAt(block);
        string key = _job.FragmentsKey(block);
        if (await _store.GetLengthAsync(key, cancellationToken) is { } present)
        {
            return new BlockVectorSummary(block, null, null, present, Reused: true);
        }

        BlockRuns[] labels = await FindRunsAsync(index.Time, Blocks.WindowOf(index), cancellationToken);
        byte[] content = BlockFragments.Encode(labels);
        await _store.WriteAsync(key, content, cancellationToken);
        return new BlockVectorSummary(block, labels.Sum(static label => label.RunCount), labels.Sum(static label => label.PartCount), content.Length, Reused: false);
    }

    private static int BandOf(RasterStoreLayout layout, string label)
    {
        for (int band = 0; band < layout.Bands.Count; band++)
        {
            if (layout.Bands[band] == label)
            {
                return band;
            }
        }

        throw new ArgumentException($"The prediction has no label '{label}'. It has: {string.Join(", ", layout.Bands)}.", nameof(label));
    }

    private async Task<BlockRuns[]> FindRunsAsync(int time, PixelWindow window, CancellationToken cancellationToken)
    {
        BlockRuns[] labels = [.. _bands.Select(_ => new BlockRuns(window.X, window.Y, window.Width, _job.Connectivity == 8, _job.Stats))];
        PixelWindow[] strips = [.. StripsOf(window)];

        // The next strip is decoded while runs are found in this one.
        int length = checked((IsArgMax ? _scores.Layout.Bands.Count : _bands.Length) * strips.Max(static strip => strip.Area));
        using RentedBuffer<float> even = new(length);
        using RentedBuffer<float> odd = new(length);
        Task next = ReadAsync(time, strips[0], even.Memory, cancellationToken);
        for (int i = 0; i < strips.Length; i++)
        {
            await next;
            (RentedBuffer<float> current, RentedBuffer<float> free) = i % 2 == 0 ? (even, odd) : (odd, even);
            next = i + 1 < strips.Length ? ReadAsync(time, strips[i + 1], free.Memory, cancellationToken) : Task.CompletedTask;
            try
            {
                AddStrip(strips[i], current.Span, labels);
            }
            catch
            {
                await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }

        return labels;
    }

    /// <summary>Rows of chunks: no chunk is decoded for two strips.</summary>
    private IEnumerable<PixelWindow> StripsOf(PixelWindow window)
    {
        int size = _scores.Layout.ChunkSize;
        for (int y = window.Y / size * size; y < window.Bottom; y += size)
        {
            yield return new PixelWindow(window.X, y, window.Width, size).Intersect(window);
        }
    }

    /// <summary>Fills [band, y, x]: all bands for arg-max, else those of the labels.</summary>
    private async Task ReadAsync(int time, PixelWindow strip, Memory<float> buffer, CancellationToken cancellationToken)
    {
        IEnumerable<int> bands = IsArgMax ? Enumerable.Range(0, _scores.Layout.Bands.Count) : _bands;
        int place = 0;
        foreach (int band in bands)
        {
            await _scores.ReadAsync(time, band, strip, buffer.Slice(place++ * strip.Area, strip.Area), cancellationToken);
        }
    }

    private void AddStrip(PixelWindow strip, Span<float> scores, BlockRuns[] labels)
    {
        if (IsArgMax)
        {
            GreatestScore.Keep(scores[..(_scores.Layout.Bands.Count * strip.Area)], strip.Area);
        }

        for (int label = 0; label < labels.Length; label++)
        {
            int plane = IsArgMax ? _bands[label] : label;
            AddRows(labels[label], scores.Slice(plane * strip.Area, strip.Area), strip.Width, IsArgMax ? float.NegativeInfinity : (float)_job.Threshold);
        }
    }

    private static void AddRows(BlockRuns label, ReadOnlySpan<float> scores, int width, float threshold)
    {
        for (int at = 0; at < scores.Length; at += width)
        {
            label.AddRow(scores.Slice(at, width), threshold);
        }
    }
}
