using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The worker's serializer: case-insensitive to read, the property names as they are to write, unless the app configures it.</summary>
internal static class WorkerJson
{
    public static ObjectSerializer Serializer(FunctionContext context) => Serializer(context.InstanceServices);

    public static ObjectSerializer Serializer(IServiceProvider services) => services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!;

    public static void AddServices(IServiceCollection services)
    {
        services.Configure<JsonSerializerOptions>(options => options.PropertyNameCaseInsensitive = true);
        services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>((worker, json) => worker.Serializer ??= new JsonObjectSerializer(json.Value));
    }

    public static object? Deserialize(ObjectSerializer serializer, BinaryData json, Type type)
    {
        using Stream stream = json.ToStream();
        return serializer.Deserialize(stream, type, CancellationToken.None);
    }
}
