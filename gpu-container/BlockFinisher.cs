using System.Buffers;
using Microsoft.Extensions.Logging;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>Ends blocks: its answer is sent and its message deleted, or its message is released for another attempt.</summary>
internal sealed class BlockFinisher(BlockQueue queue, Outage outage, DeviceHealth health, WorkerSettings settings, WorkerMetrics metrics, ILogger<BlockFinisher> log)
{
    /// <summary>Waits for a block that has been begun, writes and answers. Disposes the block; never throws.</summary>
    /// <param name="block">The block.</param>
    /// <param name="device">What computes it; null when its shard was there already.</param>
    /// <param name="samples">Its result, [band, y, x]; null when its shard was there already.</param>
    /// <param name="cancellationToken">The worker cannot wait any longer: the block is released.</param>
    public async Task FinishAsync(PreparedBlock block, string? device, Task<IMemoryOwner<float>>? samples, CancellationToken cancellationToken)
    {
        await using (block)
        {
            try
            {
                if (samples is not null)
                {
                    IMemoryOwner<float> computed = await samples;
                    health.Succeeded();
                    await WriteAsync(block, computed, cancellationToken);
                }
            }
            catch (Exception e)
            {
                await FailAsync(block, e, cancellationToken);
                return;
            }

            await AnswerAsync(block, null, device, cancellationToken);
            metrics.Done(device, samples is null ? 0 : block.Input!.Window.Area);
        }
    }

    /// <summary>Ends a block that could not be computed. Disposes the block; never throws.</summary>
    /// <param name="block">The block.</param>
    /// <param name="exception">Why.</param>
    /// <param name="cancellationToken">The worker cannot wait any longer: the block is released, whatever the reason.</param>
    public async Task EndAsync(PreparedBlock block, Exception exception, CancellationToken cancellationToken)
    {
        await using (block)
        {
            await FailAsync(block, exception, cancellationToken);
        }
    }

    /// <summary>Gives a block back that has not been begun. Disposes it; never throws.</summary>
    public async Task GiveBackAsync(PreparedBlock block)
    {
        await using (block)
        {
            await ReleaseAsync(block, TimeSpan.Zero);
        }
    }

    private async Task WriteAsync(PreparedBlock block, IMemoryOwner<float> samples, CancellationToken cancellationToken)
    {
        using (samples)
        using (metrics.Measure(WorkerMetrics.WritePhase))
        {
            OpenJob job = block.Job!;
            await outage.RideOutAsync(
                $"Block {block.Message.Block}", () => job.WriteAsync(block.Input!.Block, samples.Memory, cancellationToken), cancellationToken);
        }
    }

    private async Task FailAsync(PreparedBlock block, Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            log.LogInformation("Block {Block} of {Job} is released: the worker stops.", block.Message.Block, block.Message.JobKey);
            block.Uncount();
            await ReleaseAsync(block, TimeSpan.Zero);
            return;
        }

        health.Failed(exception);
        string error = Failures.DescribeBlock(block.Message, block.Job?.Job, exception);
        log.LogError(exception, "Attempt {Attempt} of {Attempts}: {Error}", block.Attempt, settings.MaxAttempts, error);
        if (block.Attempt < settings.MaxAttempts && exception is not (ModelMismatchException or AttemptsSpentException))
        {
            block.Count();
            await ReleaseAsync(block, settings.RetryDelay);
            return;
        }

        await AnswerAsync(block, error, null, cancellationToken);
        metrics.Failed();
    }

    private async Task ReleaseAsync(PreparedBlock block, TimeSpan delay)
    {
        try
        {
            await block.Lease.ReleaseAsync(delay, CancellationToken.None);
            metrics.Released();
        }
        catch (Exception e)
        {
            log.LogWarning("A message could not be given back; it is visible again when its lease ends: {Reason}", Failures.Describe(e));
        }
    }

    // If answering fails, the message comes back when its lease ends; its shard, if there is one, is found, and it is answered again.
    private async Task AnswerAsync(PreparedBlock block, string? error, string? device, CancellationToken cancellationToken)
    {
        try
        {
            await outage.RideOutAsync($"Answer of block {block.Message.Block}", () => queue.SendResultAsync(block.Message, error, device, CancellationToken.None), cancellationToken);
            await block.Lease.CompleteAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogError("The outcome of block {Block} of {Job} could not be told: {Reason}", block.Message.Block, block.Message.JobKey, Failures.Describe(e));
        }
    }
}
