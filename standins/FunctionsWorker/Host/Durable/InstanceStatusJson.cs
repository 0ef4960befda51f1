using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>An instance as the management API shows it: payloads as JSON values, the error text as the output of a failed one.</summary>
internal static class InstanceStatusJson
{
    private static readonly JsonSerializerOptions HistoryOptions = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static JsonObject Of(OrchestrationMetadata instance, bool showInput) => new()
    {
        ["name"] = instance.Name,
        ["instanceId"] = instance.InstanceId,
        ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
        ["input"] = showInput ? Value(instance.SerializedInput) : null,
        ["customStatus"] = Value(instance.SerializedCustomStatus),
        ["output"] = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && instance.FailureDetails is { } failure ? failure.ErrorMessage : Value(instance.SerializedOutput),
        ["createdTime"] = Time(instance.CreatedAt),
        ["lastUpdatedTime"] = Time(instance.LastUpdatedAt),
    };

    /// <summary>The history without what only the engine needs, and without payloads unless asked for.</summary>
    public static JsonArray Of(IReadOnlyList<HistoryEvent> history, bool showOutput)
    {
        JsonArray events = [];
        foreach (HistoryEvent entry in history)
        {
            HistoryEvent shown = entry with { Sender = null, SenderNumber = null, Input = showOutput ? entry.Input : null, Result = showOutput ? entry.Result : null };
            events.Add(JsonSerializer.SerializeToNode(shown, HistoryOptions));
        }

        return events;
    }

    public static JsonNode? Value(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json);
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
