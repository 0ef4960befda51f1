using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>
/// Follows outlines across the runs of all blocks and writes the polygons as part files: EPSG:4326, rows in Hilbert order, no polygon cut at a block edge.
/// The result does not depend on the block size. Memory holds two rows of blocks' runs, a bounded number of corners, the largest polygon, and a part's
/// row group; what is more goes to temporary files.
/// </summary>
public sealed class VectorStitcher
{
    /// <summary>Fragments objects that are read at the same time.</summary>
    private const int ReadAhead = 8;

    private readonly IObjectStore _store;
    private readonly VectorizeJob _job;
    private readonly RasterStoreLayout _blocks;
    private readonly FeatureBuilder _features;

    /// <summary>Prepares a job whose blocks are all vectorized.</summary>
    /// <param name="layout">The prediction's layout.</param>
    /// <param name="store">Holds the fragments and gets the parts.</param>
    /// <param name="job">The job.</param>
    /// <exception cref="ArgumentException">The job cannot be run; the message says why.</exception>
    public VectorStitcher(RasterStoreLayout layout, IObjectStore store, VectorizeJob job)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(job);
        job.Check();
        _store = store;
        _job = job;
        _blocks = BlockVectorizer.BlocksOf(layout, job);
        _features = new FeatureBuilder(layout.Grid, StepSweep.Simplifies(job) ? ArcSimplifier.StepsPerPixel : 1, job.Connectivity == 8);
    }

    /// <summary>Opens a job's prediction store for its layout.</summary>
    /// <exception cref="RasterStoreNotFoundException">There is no prediction.</exception>
    public static async Task<VectorStitcher> OpenAsync(IObjectStore store, VectorizeJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, job.PredictionRoot, cancellationToken);
        return new VectorStitcher(reader.Layout, store, job);
    }

    /// <summary>Stitches and writes the parts; parts of an earlier run are replaced, and removed where there are fewer now.</summary>
    /// <exception cref="InvalidDataException">A block's fragments are missing or broken; the message names the object.</exception>
    public Task<VectorResult> StitchAsync(CancellationToken cancellationToken = default) =>
        new PartWriter(_store, _job, _blocks.Times).WriteAsync(RowsAsync(cancellationToken), cancellationToken);

    /// <summary>All rows in Hilbert order.</summary>
    /// <exception cref="InvalidDataException">A block's fragments are missing or broken; the message names the object.</exception>
    internal async IAsyncEnumerable<FeatureRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using GeometryProcessor processor = new(_job.Processing, await ReadClipAsync(cancellationToken));
        using PolygonSorter sorter = new();
        for (int time = 0; time < _blocks.Times.Count; time++)
        {
            await StitchStepAsync(time, sorter, cancellationToken);
        }

        FeatureMaker maker = new(_job, _blocks.Times, _features, processor);
        await foreach (FeatureRow row in new FeatureStream(maker).Rows(sorter.Drain(), cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>Sweeps all polygons of one time step without processing or writing them: what benchmarks and tests look at.</summary>
    internal async Task SweepStepAsync(int time, Action<int, PixelPolygon> keep, CancellationToken cancellationToken = default)
    {
        using StepSweep sweep = new(_job, keep, _features.Bends);
        Task<RowBand> next = ReadBandAsync(time, 0, cancellationToken);
        for (int row = 0; row < _blocks.BlockRows; row++)
        {
            RowBand band = await next;
            next = row + 1 < _blocks.BlockRows ? ReadBandAsync(time, row + 1, cancellationToken) : next;
            int height = _blocks.WindowOf(new BlockIndex(time, row, 0)).Height;
            Unwrap(() => sweep.AddBand(band, height, cancellationToken));
        }

        Unwrap(sweep.Finish);
    }

    private Task StitchStepAsync(int time, PolygonSorter sorter, CancellationToken cancellationToken)
    {
        Envelope extent = _features.Extent;
        return SweepStepAsync(time, Keep, cancellationToken);

        void Keep(int label, PixelPolygon polygon)
        {
            long id = FeatureId.Of(_job.Features[label], _blocks.Times[time], polygon.Statistics.FirstPixel);
            SortedPolygon item = new(HilbertOrder.Key(_features.CentreOf(polygon), extent), id, label, time, polygon);
            lock (sorter)
            {
                sorter.Add(item);
            }
        }
    }

    private async Task<RowBand> ReadBandAsync(int time, int row, CancellationToken cancellationToken)
    {
        byte[]?[] contents = new byte[_blocks.BlockColumns][];
        int first = ((time * _blocks.BlockRows) + row) * _blocks.BlockColumns;
        ParallelOptions options = new() { MaxDegreeOfParallelism = ReadAhead, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, contents.Length, options, async (column, token) =>
            contents[column] = await _store.ReadAsync(_job.FragmentsKey(first + column), token));
        return new RowBand([.. contents.Select((content, column) => PlaceOf(first + column, Decode(first + column, content)))], _job.Features.Count);
    }

    private (BlockFragments Fragments, int Left, int Width) PlaceOf(int block, BlockFragments fragments)
    {
        PixelWindow window = _blocks.WindowOf(_blocks.BlockAt(block));
        return (fragments, window.X, window.Width);
    }

    private BlockFragments Decode(int block, byte[]? content)
    {
        string key = _job.FragmentsKey(block);
        if (content is null)
        {
            throw new InvalidDataException($"{key} is missing: block {block} is not vectorized yet.");
        }

        try
        {
            BlockFragments fragments = BlockFragments.Decode(content);
            return fragments.LabelCount == _job.Features.Count
                ? fragments
                : throw new InvalidDataException($"expected {_job.Features.Count} labels, got {fragments.LabelCount}.");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{key}: {e.Message}", e);
        }
    }

    private async Task<Geometry?> ReadClipAsync(CancellationToken cancellationToken)
    {
        if (_job.Processing.ClipAreaKey is not { } key)
        {
            return null;
        }

        byte[] content = await _store.ReadAsync(key, cancellationToken) ?? throw new InvalidDataException($"The area to clip to, {key}, is missing.");
        return UnaryUnionOp.Union(GeoParquetAreaReader.Read(content, key));
    }

    /// <summary>The first of the problems that ended parallel work, instead of their collection.</summary>
    private static void Unwrap(Action action)
    {
        try
        {
            action();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }
}
