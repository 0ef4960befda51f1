using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RasterFlow.GpuContainer;

/// <summary>
/// The loop: while a block is computed, the next one's message is taken and its input read. No single message, and no hiccup of the storage, ends it.
/// </summary>
internal sealed class InferenceWorker(
    StorageClients storage, BlockQueue queue, BlockRunner runner, InferenceDevice device, WorkerSettings settings, WorkerState state, ILogger<InferenceWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        state.Device = device.Name;
        using CancellationTokenSource abandon = new();
        await using CancellationTokenRegistration grace = stoppingToken.Register(() => abandon.CancelAfter(settings.ShutdownGrace));
        await CreateQueuesAsync(stoppingToken);
        if (!stoppingToken.IsCancellationRequested)
        {
            log.LogInformation("Inference worker ready on {Device}", device.Name);
        }

        Task<PreparedBlock?> next = NextAsync(stoppingToken);
        while (await next is { } block)
        {
            next = NextAsync(stoppingToken);
            await FinishAsync(block, abandon.Token);
        }

        log.LogInformation("Inference worker stopped after {Blocks} blocks", state.BlocksDone);
    }

    // The next block, its input read; null when the worker stops. A block taken just before that is given back at once.
    private async Task<PreparedBlock?> NextAsync(CancellationToken stoppingToken)
    {
        TimeSpan pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            PreparedBlock? block = await TryReceiveAsync(stoppingToken);
            if (block is not null)
            {
                await runner.PrepareAsync(block, stoppingToken);
                if (!stoppingToken.IsCancellationRequested)
                {
                    return block;
                }

                await GiveBackAsync(block);
                return null;
            }

            await PauseAsync(pause, stoppingToken);
            pause = pause * 2 < settings.MaxPollInterval ? pause * 2 : settings.MaxPollInterval;
        }

        return null;
    }

    private async Task<PreparedBlock?> TryReceiveAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await queue.ReceiveAsync(stoppingToken);
        }
        catch (Exception e)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The queue {Queue} could not be read: {Reason}", storage.Blocks.Name, Failures.Describe(e));
            }

            return null;
        }
    }

    private async Task FinishAsync(PreparedBlock block, CancellationToken abandon)
    {
        await using (block)
        {
            state.Running = $"{block.Message.JobKey} block {block.Message.Block}";
            try
            {
                await runner.FinishAsync(block, abandon);
            }
            catch (Exception e)
            {
                // Its message becomes visible when the lease ends.
                log.LogError("The outcome of block {Block} of {Job} could not be told: {Reason}", block.Message.Block, block.Message.JobKey, Failures.Describe(e));
            }
            finally
            {
                state.Running = null;
            }
        }
    }

    private async Task GiveBackAsync(PreparedBlock block)
    {
        await using (block)
        {
            try
            {
                await block.Lease.ReleaseAsync(TimeSpan.Zero, CancellationToken.None);
            }
            catch (Exception e)
            {
                log.LogWarning("A message could not be given back; it is visible again when its lease ends: {Reason}", Failures.Describe(e));
            }
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
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The storage account does not answer yet: {Reason}", Failures.Describe(e));
                await PauseAsync(settings.MaxPollInterval, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task PauseAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(pause, stoppingToken);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
