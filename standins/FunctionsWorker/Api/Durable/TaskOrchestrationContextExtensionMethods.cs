using Microsoft.Azure.Functions.Worker;
using RasterFlow.StandIns.FunctionsWorker;

namespace Microsoft.DurableTask;

public static class TaskOrchestrationContextExtensionMethods
{
    public static FunctionContext? GetFunctionContext(this TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return DurableFunctions.ContextOf(context);
    }
}
