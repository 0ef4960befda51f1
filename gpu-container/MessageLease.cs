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

    // One update at a time: each needs the pop receipt that the last one was given.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Task _renewing;
    private string _popReceipt;
    private volatile string _text;
    private bool _isLost;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan length, ILogger log)
    {
        (_queue, Message, _length, _log, _popReceipt, _text) = (queue, message, length, log, message.PopReceipt, message.MessageText);
        _renewing = Task.Run(KeepRenewingAsync);
    }

    /// <summary>The message as it was received.</summary>
    public QueueMessage Message { get; }

    /// <summary>What the message says from its next renewal or release on; at first what it said when it was received.</summary>
    public string Text
    {
        get => _text;
        set => _text = value;
    }

    /// <summary>Renews the lease now, and writes <see cref="Text"/>. Never throws: a lease that is lost, or a storage that does not answer, is logged.</summary>
    public async Task RenewAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (!_isLost)
            {
                await TryRenewAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Deletes the message: it is done.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) =>
        EndAsync(() => _queue.DeleteMessageAsync(Message.MessageId, _popReceipt, cancellationToken));

    /// <summary>Makes the message visible again after a pause.</summary>
    public Task ReleaseAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        EndAsync(() => _queue.UpdateMessageAsync(Message.MessageId, _popReceipt, Text, delay, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _turn.Dispose();
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
    private async Task KeepRenewingAsync()
    {
        using PeriodicTimer timer = new(_length / 3);
        try
        {
            while (!_isLost && await timer.WaitForNextTickAsync(_stop.Token))
            {
                await RenewAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TryRenewAsync()
    {
        try
        {
            UpdateReceipt receipt = await _queue.UpdateMessageAsync(Message.MessageId, _popReceipt, Text, _length);
            _popReceipt = receipt.PopReceipt;
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            _log.LogWarning("The lease of message {Id} is lost; another worker may do its block too.", Message.MessageId);
            _isLost = true;
        }
        catch (Exception e)
        {
            _log.LogWarning("The lease of message {Id} could not be renewed and will be tried again: {Reason}", Message.MessageId, Failures.Describe(e));
        }
    }

    private static bool IsLost(RequestFailedException e) =>
        e.Status == NotFound || (e.Status == BadRequest && e.ErrorCode == QueueErrorCode.PopReceiptMismatch);
}
