using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>
/// Polls one queue and runs a handler for each message, in parallel: fetches a batch, and the next one when the running count has fallen to
/// the threshold. An empty queue is asked ever less often.
/// </summary>
internal sealed class QueueListener(
    QueueClient queue,
    QueueClient? poisonQueue,
    QueueListenerOptions options,
    Func<QueueMessage, CancellationToken, Task> handler,
    ILogger logger) : IListener, IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly SemaphoreSlim _oneDone = new(0);
    private long _next;
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken stopping, CancellationToken graceEnded)
    {
        _loop = Task.Run(() => PollAsync(stopping, graceEnded), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _loop;
        await Task.WhenAll(_running.Values);
    }

    public void Dispose() => _oneDone.Dispose();

    private async Task PollAsync(CancellationToken stopping, CancellationToken graceEnded)
    {
        TimeSpan wait = ShortestWait;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (_running.Count > options.NewBatchThreshold)
                {
                    await _oneDone.WaitAsync(stopping);
                }

                QueueMessage[] messages = await ReceiveAsync(stopping);
                if (messages.Length > 0)
                {
                    wait = ShortestWait;
                    foreach (QueueMessage message in messages)
                    {
                        Run(message, graceEnded);
                    }
                }
                else
                {
                    await Task.Delay(wait, stopping);
                    wait = Min(wait * 1.5, options.MaxPollingInterval);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning("Polling queue {Queue} failed and goes on: {Error}", queue.Name, e.Message);
                await Task.Delay(Min(TimeSpan.FromSeconds(2), options.MaxPollingInterval), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken stopping)
    {
        try
        {
            return (await queue.ReceiveMessagesAsync(options.BatchSize, options.Lease, stopping)).Value;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // A trigger may wait for a queue that nobody has made yet.
            return [];
        }
    }

    private void Run(QueueMessage message, CancellationToken graceEnded)
    {
        long id = Interlocked.Increment(ref _next);
        TaskCompletionSource registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = Task.Run(
            async () =>
            {
                await registered.Task;
                try
                {
                    await ProcessAsync(message, graceEnded);
                }
                catch (Exception e)
                {
                    // The message stays invisible until its lease ends, and comes again.
                    logger.LogWarning("Message {Id} of queue {Queue} could not be settled: {Error}", message.MessageId, queue.Name, e.Message);
                }
                finally
                {
                    _running.TryRemove(id, out _);
                    _oneDone.Release();
                }
            },
            CancellationToken.None);
        registered.SetResult();
    }

    private async Task ProcessAsync(QueueMessage message, CancellationToken graceEnded)
    {
        using MessageLease lease = new(queue, message, options.Lease, logger);
        if (poisonQueue is not null && message.DequeueCount > options.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message, lease);
            return;
        }

        bool succeeded = false;
        lease.Start();
        try
        {
            await handler(message, graceEnded);
            succeeded = true;
        }
        catch (Exception e)
        {
            logger.LogError(e, "Message {Id} of queue {Queue} failed (attempt {Attempt} of {Attempts})", message.MessageId, queue.Name, message.DequeueCount, options.MaxDequeueCount);
        }
        finally
        {
            await lease.StopRenewingAsync();
        }

        if (succeeded)
        {
            await lease.DeleteAsync();
        }
        else if (poisonQueue is null)
        {
            // Neither released nor moved: it comes again when the lease ends. Releasing it would make a fast endless loop.
        }
        else if (message.DequeueCount >= options.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message, lease);
        }
        else
        {
            await lease.ReleaseAsync(options.VisibilityTimeout);
        }
    }

    private async Task MoveToPoisonAsync(QueueMessage message, MessageLease lease)
    {
        logger.LogWarning("Message {Id} of queue {Queue} has failed {Attempts} times and moves to {Poison}", message.MessageId, queue.Name, options.MaxDequeueCount, poisonQueue!.Name);
        await poisonQueue.CreateIfNotExistsAsync();
        await poisonQueue.SendMessageAsync(message.Body);
        await lease.DeleteAsync();
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
