using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>One function of the app, as found by reflection.</summary>
internal sealed class FunctionDescriptor
{
    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }

    public required ParameterInfo TriggerParameter { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    public required IReadOnlyList<FunctionOutput> Outputs { get; init; }

    /// <summary>The property of an output type that is the HTTP answer; null when the return value itself is.</summary>
    public PropertyInfo? HttpResult { get; init; }

    public required FunctionDefinition Definition { get; init; }

    /// <summary>Whether a <c>{name}</c> in a binding may need the body's JSON properties.</summary>
    public bool UsesExpressions { get; init; }
}

/// <summary>A queue or blob to write to: the return value (no property), or a property of the returned object.</summary>
internal sealed record FunctionOutput(PropertyInfo? Property, OutputBindingAttribute Binding);
