using System.Text.Json;
using System.Text.Json.Serialization;
using RasterFlow.Storage;

namespace RasterFlow.Inference;

/// <summary>How job documents and messages are written: JSON, enums by name, property names read in any case.</summary>
public static class InferenceDocuments
{
    /// <summary>The options for both sides of the queues.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNameCaseInsensitive = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes a job document.</summary>
    public static Task WriteJobAsync(IObjectStore store, string key, InferenceJob job, CancellationToken cancellationToken = default) =>
        store.WriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(job, JsonOptions), cancellationToken);

    /// <summary>Reads a job document.</summary>
    /// <exception cref="FileNotFoundException">There is no such document.</exception>
    /// <exception cref="JsonException">It is not a job document.</exception>
    public static async Task<InferenceJob> ReadJobAsync(IObjectStore store, string key, CancellationToken cancellationToken = default)
    {
        byte[] content = await store.ReadAsync(key, cancellationToken)
            ?? throw new FileNotFoundException($"The inference job document '{key}' does not exist.");
        return JsonSerializer.Deserialize<InferenceJob>(content, JsonOptions)
            ?? throw new JsonException($"The inference job document '{key}' is empty.");
    }
}
