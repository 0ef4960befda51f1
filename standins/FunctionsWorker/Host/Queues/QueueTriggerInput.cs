using Azure.Storage.Queues.Models;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A queue message as the payload of an invocation.</summary>
internal sealed class QueueTriggerInput : TriggerInput
{
    private readonly QueueMessage _message;

    public QueueTriggerInput(QueueMessage message)
    {
        _message = message;
        string text = message.Body.ToString();
        Data["queueTrigger"] = text;
        Data["id"] = message.MessageId;
        Data["popReceipt"] = message.PopReceipt;
        Data["dequeueCount"] = message.DequeueCount;
        Data["insertionTime"] = message.InsertedOn;
        Data["expirationTime"] = message.ExpiresOn;
        Data["nextVisibleTime"] = message.NextVisibleOn;
        BindingTemplates.AddJsonProperties(text, Data);
    }

    public override ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context) => ValueTask.FromResult(type == typeof(QueueMessage)
        ? _message
        : ValueConverter.FromPayload(_message.Body, type, WorkerJson.Serializer(context)));
}
