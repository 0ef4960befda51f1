using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RasterFlow.Zarr;

namespace RasterFlow.GpuContainer;

/// <summary>Takes messages and reads their blocks while others are computed. No bad message, and no hiccup of the storage, ends it.</summary>
internal sealed class BlockReader(
    StorageClients storage, BlockQueue queue, JobCache jobs, Outage outage, WorkerSettings settings, WorkerMetrics metrics, ILogger<BlockReader> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Blocks as they are ready, until the worker stops. <see cref="WorkerSettings.Readers"/> blocks are read at a time, and nothing is taken from
    /// the queue that could not be begun soon, so that other workers get their share.
    /// </summary>
    public ChannelReader<PreparedBlock> Start(CancellationToken stoppingToken)
    {
        Channel<PreparedBlock> ready = Channel.CreateBounded<PreparedBlock>(1);
        Task[] readers = [.. Enumerable.Range(0, settings.Readers).Select(_ => Task.Run(() => ReadAsync(ready.Writer, stoppingToken), CancellationToken.None))];
        _ = CompleteAsync(readers, ready.Writer);
        return ready.Reader;
    }

    private static async Task CompleteAsync(Task[] readers, ChannelWriter<PreparedBlock> ready)
    {
        try
        {
            await Task.WhenAll(readers);
            ready.Complete();
        }
        catch (Exception e)
        {
            ready.Complete(e);
        }
    }

    private async Task ReadAsync(ChannelWriter<PreparedBlock> ready, CancellationToken stoppingToken)
    {
        TimeSpan pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await TryReceiveAsync(stoppingToken) is { } block)
            {
                metrics.Waited(block.Lease.Message.InsertedOn);
                await PrepareAsync(block, stoppingToken);

                // Not cancelled: a block that is not begun any more is given back by who takes it.
                await ready.WriteAsync(block, CancellationToken.None);
                pause = FirstPause;
                continue;
            }

            await PauseAsync(pause, stoppingToken);
            pause = pause * 2 < settings.MaxPollInterval ? pause * 2 : settings.MaxPollInterval;
        }
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

    // A failure is kept for who computes the block.
    private async Task PrepareAsync(PreparedBlock block, CancellationToken cancellationToken)
    {
        try
        {
            await outage.RideOutAsync($"Block {block.Message.Block}", () => OpenAndReadAsync(block, cancellationToken), cancellationToken);
        }
        catch (Exception e)
        {
            block.Failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    private async Task OpenAndReadAsync(PreparedBlock block, CancellationToken cancellationToken)
    {
        block.Job = await jobs.GetAsync(block.Message.JobKey, cancellationToken);
        BlockIndex index = IndexOf(block, block.Job);
        if (await block.Job.Writer.BlockExistsAsync(index, cancellationToken))
        {
            return;
        }

        ThrowIfSpent(block);
        using (metrics.Measure(WorkerMetrics.ReadPhase))
        {
            block.Input = await block.Job.Predictor.ReadAsync(index, cancellationToken);
        }
    }

    private void ThrowIfSpent(PreparedBlock block)
    {
        if (block.Message.Begun >= settings.MaxAttempts)
        {
            throw new AttemptsSpentException($"{block.Message.Begun} attempts ended without an answer; was the worker killed each time (out of memory)?");
        }

        if (block.Lease.Message.DequeueCount > settings.MaxDeliveries)
        {
            throw new AttemptsSpentException(
                $"it was taken from the queue {settings.MaxDeliveries} times without an answer, and begun {block.Message.Begun} times; are workers killed while they start or read (out of memory)?");
        }
    }

    private static BlockIndex IndexOf(PreparedBlock block, OpenJob job) =>
        block.Message.Block < job.Writer.Layout.BlockCount
            ? job.Writer.Layout.BlockAt(block.Message.Block)
            : throw new InvalidOperationException($"The store has {job.Writer.Layout.BlockCount} blocks, so there is no block {block.Message.Block}.");

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
