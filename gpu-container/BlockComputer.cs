using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>Keeps the device fed: batches go across blocks as long as they are of one job. Not for concurrent use.</summary>
internal sealed class BlockComputer(ModelCache models, Outage outage) : IAsyncDisposable
{
    private OpenJob? _job;
    private PatchStream? _stream;

    /// <summary>What computed the last block.</summary>
    public string? Device { get; private set; }

    /// <summary>Whether blocks wait for others to fill up their last batch.</summary>
    public bool HasWaitingPatches => _stream?.HasWaitingPatches ?? false;

    /// <summary>Begins a block. It completes while others are begun, or at <see cref="FlushAsync"/>.</summary>
    /// <exception cref="ModelMismatchException">The model cannot do what the job asks.</exception>
    public async Task<PendingBlock> BeginAsync(OpenJob job, BlockInput input, CancellationToken cancellationToken)
    {
        if (_stream is null || !ReferenceEquals(job, _job))
        {
            await CloseAsync();
            OnnxModelRunner runner = await outage.RideOutAsync($"Model {job.Job.ModelKey}", () => models.GetAsync(job.Job, cancellationToken), cancellationToken);
            _stream = job.Predictor.OpenStream(runner);
            (_job, Device) = (job, runner.Device);
        }

        return await _stream.AddAsync(input, cancellationToken);
    }

    /// <summary>Computes what waits for its batch to be filled; returns when every block that was begun has completed.</summary>
    public Task FlushAsync() => _stream?.FlushAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(CloseAsync());

    private async Task CloseAsync()
    {
        if (_stream is { } stream)
        {
            _stream = null;
            await stream.FlushAsync();
            await stream.DisposeAsync();
        }
    }
}
