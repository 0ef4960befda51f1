using System.Buffers;
using System.Numerics.Tensors;
using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Inference;

/// <summary>
/// Computes blocks of a prediction store. Reading (<see cref="ReadAsync"/>) and computing (<see cref="PredictAsync"/>) are two calls, so that
/// one block can be read while another is computed. Safe for concurrent use.
/// <para>
/// Each pixel of the result is a function of the mosaic around that pixel (<see cref="PatchGrid"/>), never of the block: the same bits for every block size.
/// Memory: the input planes of one block with halo, and two batches of patches.
/// </para>
/// </summary>
public sealed class BlockPredictor
{
    // Reads of one block under way at a time; each holds one plane as it was stored.
    private const int ConcurrentReads = 4;

    private readonly IMosaicReader _mosaic;
    private readonly InferenceJob _job;
    private readonly RasterStoreLayout _prediction;
    private readonly PatchGrid _grid;
    private readonly int[] _bands;
    private readonly int[] _channelPlanes;

    /// <summary>Prepares a job.</summary>
    /// <param name="mosaic">The mosaic that the job reads.</param>
    /// <param name="job">The job.</param>
    /// <param name="prediction">The store that the result goes to (<see cref="PredictionLayout"/>).</param>
    /// <exception cref="ArgumentException">The job does not fit the stores; the message names every problem.</exception>
    public BlockPredictor(RasterStoreReader mosaic, InferenceJob job, RasterStoreLayout prediction)
        : this(new StoreMosaicReader(mosaic), job, prediction)
    {
    }

    internal BlockPredictor(IMosaicReader mosaic, InferenceJob job, RasterStoreLayout prediction)
    {
        RasterStoreLayout layout = mosaic.Layout;
        IReadOnlyList<string> problems = InferenceValidator.Validate(job, layout.Bands, layout.Times.Count);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(job));
        }

        int steps = IsStacked(job) ? 1 : layout.Times.Count;
        if (prediction.Grid != layout.Grid || prediction.Times.Count != steps || !prediction.Bands.SequenceEqual(job.Labels))
        {
            throw new ArgumentException(
                $"The prediction store {job.PredictionRoot} was not made for this job: expected the grid of {job.MosaicRoot}, {steps} time steps and the bands {string.Join(", ", job.Labels)}.",
                nameof(prediction));
        }

        (_mosaic, _job, _prediction) = (mosaic, job, prediction);
        _grid = new PatchGrid(job.PatchSize, job.ClipSize);
        _bands = [.. job.Features.Distinct().Select(feature => layout.Bands.ToList().IndexOf(feature))];
        StackedTimes = IsStacked(job) ? layout.Times.Count : 1;
        _channelPlanes = ChannelPlanes(job.Features, StackedTimes);
    }

    /// <summary>Mosaic time steps that one output time step is computed from.</summary>
    public int StackedTimes { get; }

    /// <summary>Channels of the model's input: time steps times features.</summary>
    public int Channels => _channelPlanes.Length;

    /// <summary>Reads what a block is computed from: each band and time step once, with halo.</summary>
    public async Task<BlockInput> ReadAsync(BlockIndex block, CancellationToken cancellationToken = default)
    {
        PixelWindow window = _prediction.WindowOf(block);
        BlockInput input = new(block, window, _grid.InputWindow(window, _job.MergeMode), _bands.Length * StackedTimes);
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = ConcurrentReads, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, input.PlaneCount, options, (plane, token) => ReadPlaneAsync(input, plane, token));
            input.Complete(_mosaic.Layout.SampleType == RasterSampleType.UInt16);
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Computes a block.</summary>
    /// <param name="input">What <see cref="ReadAsync"/> gave; stays the caller's.</param>
    /// <param name="runner">The model.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>[label, y, x] of the block's window, float32, NaN where any channel of the mosaic has no data. The caller disposes it.</returns>
    /// <exception cref="ModelMismatchException">The model takes other channels or gives other classes than the job says.</exception>
    public async Task<IMemoryOwner<float>> PredictAsync(BlockInput input, IModelRunner runner, CancellationToken cancellationToken = default)
    {
        ThrowIfMismatch(runner);
        PooledMemory<float> merged = new(checked(_job.Labels.Count * input.Window.Area));
        try
        {
            using PooledMemory<float> weightSums = new(_job.MergeMode == MergeMode.Clip ? 0 : input.Window.Area);
            PatchMerger merger = new(_grid, _job.MergeMode, input.Window, _job.Labels.Count, merged.Memory, weightSums.Memory);
            await RunPatchesAsync(input, runner, merger, cancellationToken);
            merger.Complete();
            for (int label = 0; label < _job.Labels.Count; label++)
            {
                Span<float> plane = merged.Span.Slice(label * input.Window.Area, input.Window.Area);
                TensorPrimitives.Add(plane, input.NoData, plane);
            }

            return merged;
        }
        catch
        {
            merged.Dispose();
            throw;
        }
    }

    private static bool IsStacked(InferenceJob job) => job.Actor == InferenceActor.SemanticSegmentationChangeDetection;

    // Planes lie [time, distinct band]; channels are [time, feature].
    private static int[] ChannelPlanes(IReadOnlyList<string> features, int times)
    {
        List<string> distinct = [.. features.Distinct()];
        return [.. Enumerable.Range(0, times).SelectMany(time => features.Select(feature => (time * distinct.Count) + distinct.IndexOf(feature)))];
    }

    private async ValueTask ReadPlaneAsync(BlockInput input, int plane, CancellationToken cancellationToken)
    {
        (int step, int band) = Math.DivRem(plane, _bands.Length);
        int time = StackedTimes > 1 ? step : input.Block.Time;
        if (_mosaic.Layout.SampleType == RasterSampleType.Float32)
        {
            await _mosaic.ReadAsync(time, _bands[band], input.InputWindow, input.PlaneMemory(plane), cancellationToken);
            return;
        }

        using PooledMemory<ushort> samples = new(input.InputWindow.Area);
        await _mosaic.ReadAsync(time, _bands[band], input.InputWindow, samples.Memory, cancellationToken);
        TensorPrimitives.ConvertTruncating<ushort, float>(samples.Span, input.PlaneMemory(plane).Span);
    }

    private void ThrowIfMismatch(IModelRunner runner)
    {
        if (runner.InputChannels != Channels)
        {
            throw new ModelMismatchException(
                $"The model takes {runner.InputChannels} channels, but the job gives it {Channels} ({StackedTimes} time steps of {_job.Features.Count} features).");
        }

        if (runner.OutputChannels != _job.Labels.Count)
        {
            throw new ModelMismatchException(
                $"The model gives {runner.OutputChannels} classes, but the job names {_job.Labels.Count} labels ({string.Join(", ", _job.Labels)}).");
        }
    }

    // Two batches take turns: while the model runs one, the other is turned into probabilities and merged.
    private async Task RunPatchesAsync(BlockInput input, IModelRunner runner, PatchMerger merger, CancellationToken cancellationToken)
    {
        List<PatchIndex> patches = [.. _grid.PatchesFor(input.Window, _job.MergeMode).Where(patch => Counts(input, patch))];
        int capacity = runner.FixedBatch ?? Math.Min(_job.MaxBatchSize, Math.Max(1, patches.Count));
        using PatchBatch even = new(capacity, Channels, _job.Labels.Count, _job.PatchSize);
        using PatchBatch odd = new(capacity, Channels, _job.Labels.Count, _job.PatchSize);
        Task merging = Task.CompletedTask;
        try
        {
            for (int start = 0; start < patches.Count; start += capacity)
            {
                cancellationToken.ThrowIfCancellationRequested();
                PatchBatch batch = (start / capacity) % 2 == 0 ? even : odd;
                int count = Math.Min(capacity, patches.Count - start);
                Fill(batch, patches.GetRange(start, count), input);
                batch.Run(runner, runner.FixedBatch ?? count, _job.PatchSize);
                await merging;
                merging = Task.Run(() => Merge(batch, merger), CancellationToken.None);
            }
        }
        finally
        {
            await merging;
        }
    }

    // A patch that meets no pixel with data leaves no trace in the result. One that covers a pixel with data counts in every block that holds this pixel.
    private bool Counts(BlockInput input, PatchIndex patch) =>
        input.HasData(_grid.ContributionWindow(patch, _job.MergeMode).Intersect(input.Window));

    private void Fill(PatchBatch batch, List<PatchIndex> patches, BlockInput input)
    {
        batch.Patches.Clear();
        foreach (PatchIndex patch in patches)
        {
            batch.Add(patch, _grid.PatchWindow(patch), input, _channelPlanes);
        }
    }

    private void Merge(PatchBatch batch, PatchMerger merger)
    {
        using PooledMemory<float> scratch = new(_job.PatchSize * _job.PatchSize);
        for (int i = 0; i < batch.Patches.Count; i++)
        {
            Span<float> values = batch.OutputOf(i);
            if (_job.Actor != InferenceActor.Regression)
            {
                ClassProbabilities.FromLogits(values, _job.Labels.Count, scratch.Span);
            }

            merger.Add(batch.Patches[i], values);
        }
    }
}
