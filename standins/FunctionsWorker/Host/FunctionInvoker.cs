using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Runs a function once: scope, middleware, inputs, the method, outputs.</summary>
internal sealed class FunctionInvoker
{
    private readonly IServiceScopeFactory _scopes;
    private readonly IFunctionActivator _activator;
    private readonly ParameterBinder _binder;
    private readonly OutputWriter _outputs;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly ILoggerFactory _loggers;

    public FunctionInvoker(IServiceScopeFactory scopes, IFunctionActivator activator, ParameterBinder binder, OutputWriter outputs, MiddlewareList middleware, ILoggerFactory loggers)
    {
        _scopes = scopes;
        _activator = activator;
        _binder = binder;
        _outputs = outputs;
        _loggers = loggers;
        _pipeline = middleware.Components.Reverse().Aggregate((FunctionExecutionDelegate)ExecuteAsync, (next, component) => component(next));
    }

    /// <summary>Runs and forgets the result, after the outputs are written. Throws what the function throws.</summary>
    public async Task InvokeAsync(FunctionDescriptor function, TriggerInput input, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        await InvokeAsync(new LocalFunctionContext(function, input, scope.ServiceProvider, cancellationToken));
    }

    /// <summary>Runs in the caller's scope; the answer is what is left of the result once the outputs are written.</summary>
    public async Task<object?> InvokeAsync(LocalFunctionContext context)
    {
        ILogger logger = _loggers.CreateLogger($"Function.{context.Function.Name}");
        logger.LogDebug("Executing '{Function}' (id {Id})", context.Function.Name, context.InvocationId);
        await _pipeline(context);
        object? answer = await _outputs.WriteAsync(context);
        logger.LogDebug("Executed '{Function}' (id {Id})", context.Function.Name, context.InvocationId);
        return answer;
    }

    /// <summary>The method itself. An instance that it needs lives as long as the call.</summary>
    public async Task<object?> CallAsync(LocalFunctionContext context, object?[] arguments)
    {
        MethodInfo method = context.Function.Method;
        object? instance = method.IsStatic ? null : _activator.CreateInstance(method.DeclaringType!, context);
        try
        {
            return await TaskResults.AwaitAsync(method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private async Task ExecuteAsync(FunctionContext context)
    {
        LocalFunctionContext local = (LocalFunctionContext)context;
        local.Result.Value = await CallAsync(local, await _binder.BindAsync(local));
    }
}

/// <summary>The app's middleware, in the order of its <c>Use</c> calls.</summary>
internal sealed record MiddlewareList(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Components);
