using System.Buffers;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using RasterFlow.Inference;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.GpuContainer;

/// <summary>Does one block: <see cref="PrepareAsync"/> reads, <see cref="FinishAsync"/> computes, writes and answers.</summary>
internal sealed class BlockRunner(
    BlockQueue queue, IObjectStore store, ModelCache models, WorkerSettings settings, WorkerState state, ILogger<BlockRunner> log)
{
    private readonly JobCache _jobs = new(store);

    /// <summary>Opens the block's job and reads its input. Never throws for a bad block: the failure is kept for <see cref="FinishAsync"/>.</summary>
    public async Task PrepareAsync(PreparedBlock block, CancellationToken cancellationToken)
    {
        try
        {
            block.Job = await _jobs.GetAsync(block.Message.JobKey, cancellationToken);
            BlockIndex index = IndexOf(block, block.Job);
            if (await block.Job.Writer.BlockExistsAsync(index, cancellationToken))
            {
                return;
            }

            if (block.Lease.Message.DequeueCount > settings.MaxDequeueCount)
            {
                throw new InvalidOperationException($"{settings.MaxDequeueCount} attempts ended without an answer; was the worker killed each time (out of memory)?");
            }

            block.Input = await block.Job.Predictor.ReadAsync(index, cancellationToken);
        }
        catch (Exception e)
        {
            block.Failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Ends a block: its answer is sent and its message deleted, or its message is released for another attempt.</summary>
    public async Task FinishAsync(PreparedBlock block, CancellationToken cancellationToken)
    {
        string? device;
        try
        {
            device = await ComputeAsync(block, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            log.LogInformation("Block {Block} of {Job} is released: the worker stops.", block.Message.Block, block.Message.JobKey);
            await block.Lease.ReleaseAsync(TimeSpan.Zero, CancellationToken.None);
            return;
        }
        catch (Exception e)
        {
            await FailAsync(block, e);
            return;
        }

        // The shard is written. If answering fails, the message comes back when its lease ends, finds the shard, and answers again.
        await queue.SendResultAsync(block.Message, null, device, CancellationToken.None);
        state.CountDone();
        await block.Lease.CompleteAsync(CancellationToken.None);
    }

    private static BlockIndex IndexOf(PreparedBlock block, OpenJob job) =>
        block.Message.Block < job.Writer.Layout.BlockCount
            ? job.Writer.Layout.BlockAt(block.Message.Block)
            : throw new InvalidOperationException($"The store has {job.Writer.Layout.BlockCount} blocks, so there is no block {block.Message.Block}.");

    // Null: the shard was there, so nothing had to compute it.
    private async Task<string?> ComputeAsync(PreparedBlock block, CancellationToken cancellationToken)
    {
        block.Failure?.Throw();
        if (block.Job is not { } job || block.Input is not { } input)
        {
            log.LogInformation("Block {Block} of {Job} is there already.", block.Message.Block, block.Message.JobKey);
            return null;
        }

        long started = Stopwatch.GetTimestamp();
        OnnxModelRunner model = await models.GetAsync(job.Job, cancellationToken);
        using IMemoryOwner<float> samples = await job.Predictor.PredictAsync(input, model, cancellationToken);
        TimeSpan computing = Stopwatch.GetElapsedTime(started);
        await job.WriteAsync(input.Block, samples.Memory, cancellationToken);
        log.LogInformation(
            "Block {Block} of {Job} done on {Device}: {Computing:F1} s computing, {Writing:F1} s writing.",
            block.Message.Block, block.Message.JobKey, model.Device, computing.TotalSeconds, (Stopwatch.GetElapsedTime(started) - computing).TotalSeconds);
        return model.Device;
    }

    private async Task FailAsync(PreparedBlock block, Exception exception)
    {
        long attempt = block.Lease.Message.DequeueCount;
        string error = Failures.DescribeBlock(block.Message, block.Job?.Job, exception);
        log.LogError(exception, "Attempt {Attempt} of {Attempts}: {Error}", attempt, settings.MaxDequeueCount, error);
        if (attempt < settings.MaxDequeueCount && exception is not ModelMismatchException)
        {
            await block.Lease.ReleaseAsync(settings.RetryDelay, CancellationToken.None);
            return;
        }

        await queue.SendResultAsync(block.Message, error, null, CancellationToken.None);
        await block.Lease.CompleteAsync(CancellationToken.None);
        state.CountFailed();
    }
}
