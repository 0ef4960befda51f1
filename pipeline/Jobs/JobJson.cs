using System.Text.Json;

namespace RasterFlow.Jobs;

/// <summary>How statuses and results are written as JSON: camelCase, read in any case.</summary>
public static class JobJson
{
    /// <summary>The options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
