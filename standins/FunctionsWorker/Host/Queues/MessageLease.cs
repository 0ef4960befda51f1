using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Keeps a message invisible while it is worked on, and settles it with the receipt of the last renewal.</summary>
internal sealed class MessageLease(QueueClient queue, QueueMessage message, TimeSpan length, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private string _receipt = message.PopReceipt;
    private Task _renewal = Task.CompletedTask;

    public void Start() => _renewal = RenewAsync();

    public async Task StopRenewingAsync()
    {
        await _stop.CancelAsync();
        await _renewal;
    }

    public async Task DeleteAsync()
    {
        try
        {
            await queue.DeleteMessageAsync(message.MessageId, _receipt);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Its lease was lost to another host, which will settle it.
            logger.LogWarning("Message {Id} of queue {Queue} was no longer ours to delete", message.MessageId, queue.Name);
        }
    }

    public void Dispose() => _stop.Dispose();

    public Task ReleaseAsync(TimeSpan visibleIn) => queue.UpdateMessageAsync(message.MessageId, _receipt, visibilityTimeout: visibleIn);

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(length / 3, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                _receipt = (await queue.UpdateMessageAsync(message.MessageId, _receipt, visibilityTimeout: length)).Value.PopReceipt;
            }
            catch (RequestFailedException e)
            {
                logger.LogWarning("Message {Id} of queue {Queue} could not be kept invisible: {Error}", message.MessageId, queue.Name, e.Message);
                if (e.Status is 404 or 400)
                {
                    return;
                }
            }
        }
    }
}
