using System.Buffers;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>Vectorizes one block of a prediction: reads the labels' scores, traces them and writes one fragments object.</summary>
public sealed class BlockVectorizer
{
    private readonly IScoreReader _scores;
    private readonly IObjectStore _store;
    private readonly VectorizeJob _job;
    private readonly int[] _bands;

    /// <summary>Prepares a job on its prediction.</summary>
    /// <exception cref="ArgumentException">A label is not in the prediction; the message lists those that are.</exception>
    public BlockVectorizer(IScoreReader scores, IObjectStore store, VectorizeJob job)
    {
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
        byte[]? present = await _store.ReadAsync(key, cancellationToken);
        if (present is not null)
        {
            return Summarize(block, FragmentCodec.Decode(present), present.Length, reused: true);
        }

        List<LabelFragments> labels = await TraceAsync(index.Time, Blocks.WindowOf(index), cancellationToken);
        byte[] content = FragmentCodec.Encode(labels);
        await _store.WriteAsync(key, content, cancellationToken);
        return Summarize(block, labels, content.Length, reused: false);
    }

    private static BlockVectorSummary Summarize(int block, IReadOnlyList<LabelFragments> labels, int bytes, bool reused) =>
        new(block, labels.Sum(label => label.Finished.Count), labels.Sum(label => label.Open.Count), bytes, reused);

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

    private async Task<List<LabelFragments>> TraceAsync(int time, PixelWindow window, CancellationToken cancellationToken)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(window.Area);
        try
        {
            List<LabelFragments> labels = new(_bands.Length);
            foreach (int band in _bands)
            {
                await _scores.ReadAsync(time, band, window, buffer.AsMemory(0, window.Area), cancellationToken);
                labels.Add(BlockTracer.Trace(buffer.AsSpan(0, window.Area), window, Blocks.Grid.Window, (float)_job.Threshold, _job.Stats));
            }

            return labels;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }
}
