using System.Text.Json;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Vectors;

/// <summary>The JSON schema that the GeoParquet specification 1.1.0 publishes for the <c>geo</c> metadata, by a validator of JSON schemas.</summary>
internal static class GeoParquetSchema
{
    /// <summary>What is wrong with each <c>geo</c> value, as "path message"; nothing when all is well.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ProblemsOfAsync(params string[] values)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"[{string.Join(',', values)}]");
            return (await Node.RunAsync("geoparquet-schema.mjs", file)).Deserialize<List<List<string>>>()!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Fails unless a file's <c>geo</c> value, as a reader gives it, passes the schema.</summary>
    public static async Task ShouldPassAsync(JsonElement geo) => (await ProblemsOfAsync(geo.GetRawText())).ShouldHaveSingleItem().ShouldBeEmpty();
}
