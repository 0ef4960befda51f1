using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A new instance for each invocation, from the invocation's scope.</summary>
internal sealed class DefaultFunctionActivator : IFunctionActivator
{
    public object? CreateInstance(Type instanceType, FunctionContext context) => ActivatorUtilities.CreateInstance(context.InstanceServices, instanceType);
}
