using System.Collections;
using Azure.Core.Serialization;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Sends what a function returned to its output bindings. Null sends nothing.</summary>
internal sealed class OutputWriter(StorageConnections storage, BindingTemplates templates)
{
    /// <summary>Writes the outputs; the answer is the value for an HTTP response.</summary>
    public async Task<object?> WriteAsync(LocalFunctionContext context)
    {
        FunctionDescriptor function = context.Function;
        object? result = context.Result.Value;
        bool sent = false;
        foreach (FunctionOutput output in function.Outputs)
        {
            object? value = output.Property is null ? result : result is null ? null : output.Property.GetValue(result);
            sent |= output.Property is null;
            if (value is not null)
            {
                await SendAsync(output.Binding, value, context);
            }
        }

        // A return value that was the output is not the answer as well.
        return function.HttpResult is not null && result is not null ? function.HttpResult.GetValue(result) : sent ? null : result;
    }

    private async Task SendAsync(OutputBindingAttribute binding, object value, LocalFunctionContext context)
    {
        ObjectSerializer serializer = WorkerJson.Serializer(context);
        switch (binding)
        {
            case QueueOutputAttribute queue:
                string name = Name(queue.QueueName, context);
                QueueClient client = storage.Queue(queue.Connection, name);
                await client.CreateIfNotExistsAsync(cancellationToken: context.CancellationToken);
                foreach (object message in value is IEnumerable items and not (string or byte[] or BinaryData) ? items.Cast<object>() : [value])
                {
                    await client.SendMessageAsync(ToBytes(message, serializer), cancellationToken: context.CancellationToken);
                }

                break;
            case BlobOutputAttribute blob:
                await BlobValue.WriteAsync(storage.Blobs(blob.Connection), Name(blob.BlobPath, context), value, serializer, context.CancellationToken);
                break;
            default:
                throw new NotSupportedException($"The local host has no output binding {binding.GetType().Name}.");
        }
    }

    private string Name(string template, LocalFunctionContext context) => BindingTemplates.Resolve(templates.ResolveSettings(template), context.Input.Data);

    private static BinaryData ToBytes(object value, ObjectSerializer serializer) => value switch
    {
        string text => BinaryData.FromString(text),
        byte[] bytes => BinaryData.FromBytes(bytes),
        BinaryData data => data,
        _ => serializer.Serialize(value, value.GetType(), CancellationToken.None),
    };
}
