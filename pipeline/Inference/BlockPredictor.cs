using System.Buffers;
using System.Numerics.Tensors;
using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Inference;

/// <summary>
/// Computes blocks of a prediction store. Reading (<see cref="ReadAsync"/>) and computing (<see cref="PredictAsync"/>, <see cref="OpenStream"/>) are two calls, so that
/// one block can be read while another is computed. Safe for concurrent use.
/// <para>
/// Each pixel of the result is a function of the mosaic around that pixel (<see cref="PatchGrid"/>), never of the block: the same bits for every block size.
/// Memory: the input planes of one block with halo, its result, and two batches of patches more than the model takes at once.
/// </para>
/// </summary>
public sealed class BlockPredictor
{
    // Reads of one block under way at a time; each holds one plane as it was stored.
    private const int ConcurrentReads = 4;

    private readonly IMosaicReader _mosaic;
    private readonly RasterStoreLayout _prediction;
    private readonly int[] _bands;
    private readonly int[] _channelPlanes;
    private readonly ChannelTransform[] _transforms;

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
        if (prediction.Grid != layout.Grid || prediction.Times.Count != steps || !prediction.Bands.SequenceEqual(job.OutputBands()))
        {
            throw new ArgumentException(
                $"The prediction store {job.PredictionRoot} was not made for this job: expected the grid of {job.MosaicRoot}, {steps} time steps and the bands {string.Join(", ", job.OutputBands())}.",
                nameof(prediction));
        }

        (_mosaic, Job, _prediction) = (mosaic, job, prediction);
        Grid = new PatchGrid(job.PatchSize, job.ClipSize);
        _bands = [.. job.Features.Distinct().Select(feature => layout.Bands.ToList().IndexOf(feature))];
        StackedTimes = IsStacked(job) ? layout.Times.Count : 1;
        _channelPlanes = ChannelPlanes(job.Features, StackedTimes);
        _transforms = job.Transform?.ForChannels(_channelPlanes.Length) ?? [];
    }

    /// <summary>The job.</summary>
    public InferenceJob Job { get; }

    /// <summary>The patches' places.</summary>
    internal PatchGrid Grid { get; }

    /// <summary>Mosaic time steps that one output time step is computed from.</summary>
    public int StackedTimes { get; }

    /// <summary>Channels of the model's input: time steps times features.</summary>
    public int Channels => _channelPlanes.Length;

    /// <summary>Reads what a block is computed from: each band and time step once, with halo.</summary>
    public async Task<BlockInput> ReadAsync(BlockIndex block, CancellationToken cancellationToken = default)
    {
        PixelWindow window = _prediction.WindowOf(block);
        BlockInput input = new(block, window, Grid.InputWindow(window, Job.MergeMode), _bands.Length * StackedTimes);
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

    /// <summary>Computes a block by itself.</summary>
    /// <param name="input">What <see cref="ReadAsync"/> gave; stays the caller's.</param>
    /// <param name="runner">The model.</param>
    /// <param name="cancellationToken">Stops between two patches.</param>
    /// <returns>[band, y, x] of the block's window, float32, NaN where any channel of the mosaic has no data. The caller disposes it.</returns>
    /// <exception cref="ModelMismatchException">The model takes other channels or gives other classes than the job says.</exception>
    public async Task<IMemoryOwner<float>> PredictAsync(BlockInput input, IModelRunner runner, CancellationToken cancellationToken = default)
    {
        await using PatchStream stream = OpenStream(runner, PatchesOf(input).Count);
        PendingBlock block = await stream.AddAsync(input, cancellationToken);
        await stream.FlushAsync();
        return await block.Completion;
    }

    /// <summary>Opens a stream that batches patches across blocks of this job.</summary>
    /// <param name="runner">The model.</param>
    /// <param name="patches">Patches to expect in all; less than the job's batch size makes smaller batches.</param>
    /// <exception cref="ModelMismatchException">The model takes other channels or gives other classes than the job says.</exception>
    public PatchStream OpenStream(IModelRunner runner, int patches = int.MaxValue) => new(this, runner, Math.Clamp(patches, 1, Job.MaxBatchSize));

    /// <summary>The patches that count in a block, row by row. A patch that meets no pixel with data leaves no trace in the result and is left out; one that covers a pixel with data counts in every block that holds this pixel.</summary>
    internal List<PatchIndex> PatchesOf(BlockInput input) =>
        [.. Grid.PatchesFor(input.Window, Job.MergeMode).Where(patch => input.HasData(Grid.ContributionWindow(patch, Job.MergeMode).Intersect(input.Window)))];

    /// <summary>Adds a patch to a batch.</summary>
    internal void Fill(PatchBatch batch, BatchedPatch patch) => batch.Add(patch, Grid.PatchWindow(patch.Patch), _channelPlanes, _transforms);

    /// <exception cref="ModelMismatchException">The model takes other channels or gives other classes than the job says.</exception>
    internal void ThrowIfMismatch(IModelRunner runner)
    {
        if (runner.InputChannels is { } channels && channels != Channels)
        {
            throw new ModelMismatchException(
                $"The model takes {channels} channels, but the job gives it {Channels} ({StackedTimes} time steps of {Job.Features.Count} features).");
        }

        if (runner.OutputChannels is { } classes && classes != Job.Labels.Count)
        {
            throw new ModelMismatchException(
                $"The model gives {classes} classes, but the job names {Job.Labels.Count} labels ({string.Join(", ", Job.Labels)}).");
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

        using RentedBuffer<ushort> samples = new(input.InputWindow.Area);
        await _mosaic.ReadAsync(time, _bands[band], input.InputWindow, samples.Memory, cancellationToken);
        TensorPrimitives.ConvertTruncating<ushort, float>(samples.Span, input.PlaneMemory(plane).Span);
    }
}
