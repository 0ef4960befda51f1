using System.Text.Json;

namespace RasterFlow.Jobs;

/// <summary>Reads the <c>tiles</c> part of a job document and finds everything in it that cannot be right.</summary>
internal static class TilesFields
{
    /// <summary>Reads the options; null when the document has none.</summary>
    public static TilesOptions? Read(JsonFields job, VectorizeOptions? vectorize, List<JobProblem> problems)
    {
        if (job.Find("tiles") is not { } json)
        {
            return null;
        }

        JsonFields fields = new(json, "tiles", problems);
        if (vectorize is null)
        {
            job.Problem("tiles", "There is nothing to make tiles of: the job has no 'vectorize'.");
        }

        int minZoom = fields.Integer("min_zoom", -1, 0, 18);
        int maxZoom = fields.Integer("max_zoom", -1, 0, 18);
        TilesOptions options = new()
        {
            MinZoom = minZoom < 0 ? null : minZoom,
            MaxZoom = maxZoom < 0 ? null : maxZoom,
            Layers = ReadLayers(fields, vectorize),
        };
        if (options.MaxZoom < options.MinZoom)
        {
            fields.Problem("max_zoom", $"{options.MaxZoom} is below min_zoom {options.MinZoom}.");
        }

        fields.RefuseUnknown();
        return options;
    }

    private static Dictionary<string, string> ReadLayers(JsonFields tiles, VectorizeOptions? vectorize)
    {
        Dictionary<string, string> layers = new(StringComparer.Ordinal);
        if (tiles.Find("layers") is not { } json)
        {
            return layers;
        }

        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(static m => m.Value.ValueKind != JsonValueKind.String))
        {
            tiles.Problem("layers", "Expected an object from label to layer name, for example {\"field\": \"fields\"}.");
            return layers;
        }

        foreach (JsonProperty member in json.EnumerateObject())
        {
            layers[member.Name] = member.Value.GetString()!;
            if (layers[member.Name].Length == 0)
            {
                tiles.Problem("layers", $"The layer of '{member.Name}' has no name.");
            }

            if (vectorize is not null && !vectorize.Features.Contains(member.Name, StringComparer.Ordinal))
            {
                tiles.Problem("layers", $"'{member.Name}' is not vectorized by this job, so there is nothing to put into a layer.");
            }
        }

        foreach (IGrouping<string, string> shared in layers.GroupBy(static l => l.Value, static l => l.Key, StringComparer.Ordinal).Where(static g => g.Count() > 1))
        {
            tiles.Problem("layers", $"{string.Join(" and ", shared)} would share the layer '{shared.Key}'; give each a layer of its own.");
        }

        return layers;
    }
}
