using System.Reflection;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Fills the parameters of a function.</summary>
internal sealed class ParameterBinder(StorageConnections storage, BindingTemplates templates, DurableRuntime durable)
{
    public async ValueTask<object?[]> BindAsync(LocalFunctionContext context)
    {
        ParameterInfo[] parameters = context.Function.Method.GetParameters();
        object?[] values = new object?[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            try
            {
                values[i] = await BindAsync(parameters[i], context);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new FunctionInputConverterException($"Cannot bind parameter '{parameters[i].Name}' of function '{context.Function.Name}' to {parameters[i].ParameterType}: {e.Message}", e);
            }
        }

        return values;
    }

    private async ValueTask<object?> BindAsync(ParameterInfo parameter, LocalFunctionContext context)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
        {
            return context;
        }

        if (type == typeof(CancellationToken))
        {
            return context.CancellationToken;
        }

        if (parameter == context.Function.TriggerParameter || parameter.GetCustomAttribute<FromBodyAttribute>() is not null)
        {
            return await context.Input.ConvertAsync(type, context);
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return durable.Client;
        }

        if (parameter.GetCustomAttribute<BlobInputAttribute>() is { } blob)
        {
            string path = BindingTemplates.Resolve(templates.ResolveSettings(blob.BlobPath), context.Input.Data);
            return await BlobValue.ReadAsync(storage.Blobs(blob.Connection), path, type, WorkerJson.Serializer(context), context.CancellationToken);
        }

        if (context.Input is HttpTriggerInput http && http.TryWellKnown(type, context, out object? wellKnown))
        {
            return wellKnown;
        }

        ObjectSerializer serializer = WorkerJson.Serializer(context);
        if (context.Input.Data.TryGetValue(parameter.Name!, out object? data) && ValueConverter.FromData(data, type, serializer) is { } value)
        {
            return value;
        }

        return parameter.HasDefaultValue ? parameter.DefaultValue : type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
