using System.Buffers;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>
/// Finds the runs of one block of a prediction: reads the labels' scores, a row of chunks at a time, and writes one fragments object. Blocks are
/// independent of each other; <see cref="VectorStitcher"/> follows outlines across all of them. Memory holds one row of chunks of the block
/// (of all labels for arg-max) and its runs.
/// </summary>
public sealed class BlockVectorizer
{
    private readonly IScoreReader _scores;
    private readonly IObjectStore _store;
    private readonly VectorizeJob _job;
    private readonly int[] _bands;

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
        bool argMax = _job.Rule == LabelRule.ArgMax;
        BlockRuns[] labels = [.. _bands.Select(_ => new BlockRuns(window.X, window.Y, window.Width, _job.Connectivity == 8, _job.Stats))];
        int bands = argMax ? _scores.Layout.Bands.Count : 1;
        int rows = Math.Min(_scores.Layout.ChunkSize, window.Height);
        using RentedBuffer<float> buffer = new(checked(bands * rows * window.Width));
        for (int y = window.Y; y < window.Bottom; y = NextChunk(y))
        {
            PixelWindow strip = new PixelWindow(window.X, y, window.Width, NextChunk(y) - y).Intersect(window);
            await (argMax ? AddByArgMaxAsync(time, strip, buffer.Array, labels, cancellationToken) : AddByThresholdAsync(time, strip, buffer.Array, labels, cancellationToken));
        }

        return labels;
    }

    /// <summary>The first row of the next row of chunks: no chunk is decoded for two strips.</summary>
    private int NextChunk(int y) => ((y / _scores.Layout.ChunkSize) + 1) * _scores.Layout.ChunkSize;

    private async Task AddByThresholdAsync(int time, PixelWindow strip, float[] buffer, BlockRuns[] labels, CancellationToken cancellationToken)
    {
        for (int label = 0; label < labels.Length; label++)
        {
            await _scores.ReadAsync(time, _bands[label], strip, buffer.AsMemory(0, strip.Area), cancellationToken);
            AddRows(labels[label], buffer.AsSpan(0, strip.Area), strip.Width, (float)_job.Threshold);
        }
    }

    private async Task AddByArgMaxAsync(int time, PixelWindow strip, float[] buffer, BlockRuns[] labels, CancellationToken cancellationToken)
    {
        int bands = _scores.Layout.Bands.Count;
        for (int band = 0; band < bands; band++)
        {
            await _scores.ReadAsync(time, band, strip, buffer.AsMemory(band * strip.Area, strip.Area), cancellationToken);
        }

        GreatestScore.Keep(buffer.AsSpan(0, bands * strip.Area), strip.Area);
        for (int label = 0; label < labels.Length; label++)
        {
            AddRows(labels[label], buffer.AsSpan(_bands[label] * strip.Area, strip.Area), strip.Width, float.NegativeInfinity);
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
