using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A listener for each queue function.</summary>
internal sealed class QueueTriggers(
    FunctionIndex functions,
    StorageConnections storage,
    BindingTemplates templates,
    HostJson hostJson,
    HostSettings settings,
    FunctionInvoker invoker,
    ILoggerFactory loggers)
{
    private const string PoisonSuffix = "-poison";
    private const int LongestQueueName = 63;

    public IEnumerable<IListener> Create()
    {
        QueueListenerOptions options = QueueListenerOptions.From(hostJson, settings);
        foreach ((FunctionDescriptor function, QueueTriggerAttribute trigger) in functions.TriggeredBy<QueueTriggerAttribute>())
        {
#pragma warning disable CA1308 // Queue names are lower case.
            string name = templates.ResolveSettings(trigger.QueueName).ToLowerInvariant();
#pragma warning restore CA1308
            ILogger logger = loggers.CreateLogger($"Queue.{function.Name}");
            QueueClient? poison = PoisonNameOf(name) is { } poisonName ? storage.Queue(trigger.Connection, poisonName) : null;
            QueueClient queue = storage.Queues(trigger.Connection, client => client.MessageDecodingFailed += async failed => await SetAsideAsync(failed, poison, logger)).GetQueueClient(name);
            yield return new QueueListener(queue, poison, options, (message, cancellation) => invoker.InvokeAsync(function, new QueueTriggerInput(message), cancellation), logger);
        }
    }

    /// <summary>A poison queue has none of its own, nor has a queue whose name leaves no room for the suffix.</summary>
    public static string? PoisonNameOf(string queue) => queue.EndsWith(PoisonSuffix, StringComparison.Ordinal) || queue.Length + PoisonSuffix.Length > LongestQueueName
        ? null
        : queue + PoisonSuffix;

    // A message in another encoding than host.json's would fail the whole batch for ever.
    private static async Task SetAsideAsync(QueueMessageDecodingFailedEventArgs failed, QueueClient? poison, ILogger logger)
    {
        if (failed.ReceivedMessage is not { } message)
        {
            return;
        }

        logger.LogError("Message {Id} of queue {Queue} does not have the encoding of host.json (extensions.queues.messageEncoding)", message.MessageId, failed.Queue.Name);
        if (poison is not null)
        {
            await poison.CreateIfNotExistsAsync();
            await poison.SendMessageAsync(message.Body);
        }

        await failed.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }
}
