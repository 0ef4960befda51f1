using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// The loop that feeds the device: while it computes, the next blocks are read and the last ones written. A batch that other blocks could fill waits
/// for them only while there are any: the device is never idle for the sake of a fuller batch.
/// </summary>
internal sealed class InferenceWorker(
    StorageClients storage, BlockReader reader, BlockComputer computer, BlockFinisher finisher, InferenceDevice device,
    WorkerSettings settings, WorkerState state, ILogger<InferenceWorker> log)
    : BackgroundService
{
    // Blocks that are computed or written: bounds memory, and is enough for small blocks to fill a GPU's batch.
    private const int BlocksUnderWay = 3;

    private readonly SemaphoreSlim _underWay = new(BlocksUnderWay);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        state.Device = device.Name;
        using CancellationTokenSource abandon = new();
        await using CancellationTokenRegistration grace = stoppingToken.Register(() => abandon.CancelAfter(settings.ShutdownGrace));
        await CreateQueuesAsync(stoppingToken);
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        ChannelReader<PreparedBlock> ready = reader.Start(stoppingToken);
        log.LogInformation("Inference worker ready on {Device}", device.Name);
        while (await NextAsync(ready) is { } block)
        {
            if (stoppingToken.IsCancellationRequested)
            {
                await finisher.GiveBackAsync(block);
                continue;
            }

            await BeginAsync(block, abandon.Token);
        }

        await computer.DisposeAsync();
        await WaitForAllAsync();
        log.LogInformation("Inference worker stopped after {Blocks} blocks", state.BlocksDone);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _underWay.Dispose();
        base.Dispose();
    }

    // The next block; null when the worker stops.
    private async Task<PreparedBlock?> NextAsync(ChannelReader<PreparedBlock> ready)
    {
        if (ready.TryRead(out PreparedBlock? block))
        {
            return block;
        }

        await FlushAsync();
        return await ready.WaitToReadAsync() ? await ready.ReadAsync() : null;
    }

    private Task FlushAsync() => computer.HasWaitingPatches ? computer.FlushAsync() : Task.CompletedTask;

    private async Task BeginAsync(PreparedBlock block, CancellationToken abandon)
    {
        if (block.Attempt > 1 && block.Attempt == settings.MaxAttempts)
        {
            await RunAloneAsync(block, abandon);
            return;
        }

        if (!await _underWay.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            // Those under way may be waiting for this one to fill their batch.
            await FlushAsync();
            await _underWay.WaitAsync(CancellationToken.None);
        }

        _ = await StartAsync(block, abandon);
    }

    // A block's last attempt has the worker for itself: it must not be given up for what another one does to the worker.
    private async Task RunAloneAsync(PreparedBlock block, CancellationToken abandon)
    {
        await FlushAsync();
        await WaitForAllAsync();
        _underWay.Release(BlocksUnderWay - 1);
        Task ending = await StartAsync(block, abandon);
        await FlushAsync();
        await ending;
    }

    // Takes one place under way, which the task that is returned gives back when the block has ended; it never fails.
    private async Task<Task> StartAsync(PreparedBlock block, CancellationToken abandon)
    {
        try
        {
            block.Failure?.Throw();
            if (block.Job is { } job && block.Input is { } input)
            {
                await block.BeginAsync();
                state.Begin(block.Message);
                PendingBlock pending = await computer.BeginAsync(job, input, abandon);
                return EndLaterAsync(block, finisher.FinishAsync(block, computer.Device, pending.Completion, abandon));
            }

            log.LogInformation("Block {Block} of {Job} is there already.", block.Message.Block, block.Message.JobKey);
            return EndLaterAsync(block, finisher.FinishAsync(block, null, null, abandon));
        }
        catch (Exception e)
        {
            return EndLaterAsync(block, finisher.EndAsync(block, e, abandon));
        }
    }

    private async Task EndLaterAsync(PreparedBlock block, Task finishing)
    {
        try
        {
            await finishing;
        }
        catch (Exception e)
        {
            log.LogError(e, "Block {Block} of {Job} could not be ended.", block.Message.Block, block.Message.JobKey);
        }
        finally
        {
            state.End(block.Message);
            _underWay.Release();
        }
    }

    private async Task WaitForAllAsync()
    {
        for (int i = 0; i < BlocksUnderWay; i++)
        {
            await _underWay.WaitAsync(CancellationToken.None);
        }
    }

    private async Task CreateQueuesAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await storage.CreateQueuesAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("The storage account does not answer yet: {Reason}", Failures.Describe(e));
                await Task.Delay(settings.MaxPollInterval, stoppingToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }
}
