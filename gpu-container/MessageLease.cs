using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace RasterFlow.GpuContainer;

/// <summary>
/// Keeps a message invisible to other workers while it is worked on. Losing it is no error: then another worker does the same
/// block again, and writes the same bytes.
/// </summary>
internal sealed class MessageLease : IAsyncDisposable
{
    private const int BadRequest = 400;
    private const int NotFound = 404;

    private readonly QueueClient _queue;
    private readonly TimeSpan _length;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private string _popReceipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan length, ILogger log)
    {
        (_queue, Message, _length, _log, _popReceipt) = (queue, message, length, log, message.PopReceipt);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>The message as it was received.</summary>
    public QueueMessage Message { get; }

    /// <summary>Deletes the message: it is done.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) =>
        EndAsync(() => _queue.DeleteMessageAsync(Message.MessageId, _popReceipt, cancellationToken));

    /// <summary>Makes the message visible again after a pause.</summary>
    public Task ReleaseAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        EndAsync(() => _queue.UpdateMessageAsync(Message.MessageId, _popReceipt, Message.Body, delay, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task EndAsync(Func<Task> end)
    {
        await StopAsync();
        try
        {
            await end();
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            _log.LogInformation("Message {Id} belongs to another worker by now.", Message.MessageId);
        }
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
    }

    // A renewal is never cut off halfway, so that the pop receipt at hand is always the last one given.
    private async Task RenewAsync()
    {
        using PeriodicTimer timer = new(_length / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (!await TryRenewAsync())
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            UpdateReceipt receipt = await _queue.UpdateMessageAsync(Message.MessageId, _popReceipt, Message.Body, _length);
            _popReceipt = receipt.PopReceipt;
            return true;
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            _log.LogWarning("The lease of message {Id} is lost; another worker may do its block too.", Message.MessageId);
            return false;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or OperationCanceledException)
        {
            _log.LogWarning("The lease of message {Id} could not be renewed and will be tried again: {Reason}", Message.MessageId, Failures.Describe(e));
            return true;
        }
    }

    private static bool IsLost(RequestFailedException e) =>
        e.Status == NotFound || (e.Status == BadRequest && e.ErrorCode == QueueErrorCode.PopReceiptMismatch);
}
