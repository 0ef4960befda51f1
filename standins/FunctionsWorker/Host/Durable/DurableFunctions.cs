using System.Reflection;
using System.Runtime.CompilerServices;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The app's orchestrators and activities, for the durable engine.</summary>
internal sealed class DurableFunctions : IDurableFunctions
{
    private static readonly ConditionalWeakTable<TaskOrchestrationContext, FunctionContext> Contexts = [];
    private static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;
    private readonly Dictionary<string, FunctionDescriptor> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FunctionDescriptor> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly FunctionInvoker _invoker;
    private readonly IServiceScopeFactory _scopes;

    public DurableFunctions(FunctionIndex functions, FunctionInvoker invoker, IServiceScopeFactory scopes)
    {
        _invoker = invoker;
        _scopes = scopes;
        foreach ((FunctionDescriptor function, OrchestrationTriggerAttribute trigger) in functions.TriggeredBy<OrchestrationTriggerAttribute>())
        {
            if (function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext))
            {
                throw new InvalidOperationException($"Orchestrator '{function.Name}': [OrchestrationTrigger] belongs on a TaskOrchestrationContext.");
            }

            _orchestrators.Add(trigger.Orchestration ?? function.Name, function);
        }

        foreach ((FunctionDescriptor function, ActivityTriggerAttribute trigger) in functions.TriggeredBy<ActivityTriggerAttribute>())
        {
            _activities.Add(trigger.Activity ?? function.Name, function);
        }
    }

    public static FunctionContext? ContextOf(TaskOrchestrationContext context) => Contexts.TryGetValue(context, out FunctionContext? found) ? found : null;

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    /// <summary>The app's middleware is left out here: what it awaits is no durable task, and would end the replay.</summary>
    public async Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context)
    {
        FunctionDescriptor function = _orchestrators[name];
        using IServiceScope scope = _scopes.CreateScope();
        OrchestrationInput input = new(context);
        LocalFunctionContext functionContext = new(function, input, scope.ServiceProvider, CancellationToken.None);
        Contexts.AddOrUpdate(context, functionContext);
        return await _invoker.CallAsync(functionContext, Arguments(function, context, functionContext));
    }

    public async Task<string?> RunActivityAsync(string name, string instanceId, string? input, CancellationToken cancellationToken)
    {
        FunctionDescriptor function = _activities[name];
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        LocalFunctionContext context = new(function, new ActivityInput(instanceId, input), scope.ServiceProvider, cancellationToken);
        object? result = await _invoker.InvokeAsync(context);
        return result is null ? null : WorkerJson.Serializer(context).Serialize(result, result.GetType(), CancellationToken.None).ToString();
    }

    private static object?[] Arguments(FunctionDescriptor function, TaskOrchestrationContext context, FunctionContext functionContext)
    {
        bool inputBound = false;
        return [.. function.Method.GetParameters().Select(Argument)];

        object? Argument(ParameterInfo parameter)
        {
            Type type = parameter.ParameterType;
            if (parameter == function.TriggerParameter)
            {
                return context;
            }

            if (type == typeof(FunctionContext))
            {
                return functionContext;
            }

            if (type == typeof(CancellationToken))
            {
                return CancellationToken.None;
            }

            if (!inputBound && parameter.GetCustomAttribute<BindingAttribute>() is null)
            {
                inputBound = true;

                // The official converter takes the value only when its type is the declared one: an interface or a base type stays empty.
                object? value = GetInput.MakeGenericMethod(type).Invoke(context, BindingFlags.DoNotWrapExceptions, null, null, null);
                if (value is not null && value.GetType() == (Nullable.GetUnderlyingType(type) ?? type))
                {
                    return value;
                }
            }

            return parameter.HasDefaultValue ? parameter.DefaultValue : type.IsValueType ? Activator.CreateInstance(type) : null;
        }
    }

    private sealed class OrchestrationInput : TriggerInput
    {
        private readonly TaskOrchestrationContext _context;

        public OrchestrationInput(TaskOrchestrationContext context)
        {
            _context = context;
            Data["instanceId"] = context.InstanceId;
        }

        public override ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context) => ValueTask.FromResult<object?>(_context);
    }

    private sealed class ActivityInput : TriggerInput
    {
        private readonly string? _json;

        public ActivityInput(string instanceId, string? json)
        {
            _json = json;
            Data["instanceId"] = instanceId;
            BindingTemplates.AddJsonProperties(json, Data);
        }

        public override ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context)
        {
            ObjectSerializer serializer = WorkerJson.Serializer(context);
            return ValueTask.FromResult(_json is not null ? WorkerJson.Deserialize(serializer, BinaryData.FromString(_json), type)
                : type.IsValueType ? Activator.CreateInstance(type)
                : null);
        }
    }
}
