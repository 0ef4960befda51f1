using System.Text.Json;
using System.Text.Json.Serialization;

namespace RasterFlow.StandIns.DurableTask;

internal static class StoreJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static byte[] Line(HistoryBatch batch)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(batch, Options);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    /// <summary>Reads whole lines. A line that a crash cut off was never acknowledged and counts as not written.</summary>
    public static List<HistoryBatch> ReadLines(ReadOnlySpan<byte> log)
    {
        List<HistoryBatch> batches = [];
        while (log.IndexOf((byte)'\n') is int end and >= 0)
        {
            ReadOnlySpan<byte> line = log[..end];
            log = log[(end + 1)..];
            try
            {
                if (!line.IsEmpty && JsonSerializer.Deserialize<HistoryBatch>(line, Options) is { } batch)
                {
                    batches.Add(batch);
                }
            }
            catch (JsonException)
            {
                // The torn line of a dead process; its successor closed it with a line break.
            }
        }

        return batches;
    }
}
