using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Runs a function on demand (<c>POST /admin/functions/NAME</c>), outside its trigger.</summary>
internal sealed class ManualStarts(FunctionInvoker invoker, StorageConnections storage, Shutdown shutdown, ILogger<ManualStarts> logger)
{
    public bool TryStart(FunctionDescriptor function, string? input)
    {
        TriggerInput? trigger = function.Trigger switch
        {
            TimerTriggerAttribute => new TimerTriggerInput(new TimerInfo()),
            QueueTriggerAttribute => new TextTriggerInput("queueTrigger", input ?? string.Empty),
            BlobTriggerAttribute blob when input is not null => BlobTriggerInput.FromPath(storage.Blobs(blob.Connection), blob, input),
            _ => null,
        };
        if (trigger is null)
        {
            return false;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await invoker.InvokeAsync(function, trigger, shutdown.GraceEnded);
            }
            catch (Exception e)
            {
                logger.LogError(e, "Function '{Function}', started by hand, failed", function.Name);
            }
        });
        return true;
    }
}

/// <summary>A payload that is a text given by hand.</summary>
internal sealed class TextTriggerInput : TriggerInput
{
    private readonly string _text;

    public TextTriggerInput(string name, string text)
    {
        _text = text;
        Data[name] = text;
        BindingTemplates.AddJsonProperties(text, Data);
    }

    public override ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context)
        => ValueTask.FromResult(ValueConverter.FromPayload(BinaryData.FromString(_text), type, WorkerJson.Serializer(context)));
}
