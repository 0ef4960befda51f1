using Microsoft.Azure.Functions.Worker;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A tick as the payload of an invocation.</summary>
internal sealed class TimerTriggerInput(TimerInfo info) : TriggerInput
{
    public override ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context) => ValueTask.FromResult(type == typeof(TimerInfo)
        ? info
        : ValueConverter.FromPayload(WorkerJson.Serializer(context).Serialize(info, typeof(TimerInfo), CancellationToken.None), type, WorkerJson.Serializer(context)));
}
