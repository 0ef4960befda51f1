using System.Text.Json;

namespace RasterFlow.Areas;

/// <summary>The geometries of a GeoJSON document, with where each one is.</summary>
internal static class GeoJsonParts
{
    public static IEnumerable<(string Where, JsonElement Geometry)> Of(JsonElement element)
    {
        string? type = TypeOf(element);
        if (type == "FeatureCollection")
        {
            if (!element.TryGetProperty("features", out JsonElement features) || features.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            return features.EnumerateArray().SelectMany((feature, i) => OfFeature(feature, $"feature {i}"));
        }

        return type == "Feature" ? OfFeature(element, "the feature") : [("the geometry", element)];
    }

    /// <summary>What is wrong with the reference systems that a document names, as a whole and for each feature and geometry.</summary>
    public static IEnumerable<AreaProblem> Crs(JsonElement element)
    {
        IEnumerable<(string Where, JsonElement Place)> places = TypeOf(element) is "FeatureCollection" or "Feature" ? [("the document", element)] : [];
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("features", out JsonElement features) && features.ValueKind == JsonValueKind.Array)
        {
            places = places.Concat(features.EnumerateArray().Select((feature, i) => (Where: $"feature {i}", Place: feature)));
        }

        return places.Concat(Of(element).Select(part => (part.Where, Place: part.Geometry)))
            .Select(place => GeoJsonCrs.ProblemOf(place.Place, place.Where))
            .OfType<AreaProblem>()
            .Distinct();
    }

    private static IEnumerable<(string Where, JsonElement Geometry)> OfFeature(JsonElement feature, string where)
    {
        if (TypeOf(feature) != "Feature" || !feature.TryGetProperty("geometry", out JsonElement geometry))
        {
            return [(where, feature)];
        }

        // A feature may have no place at all (RFC 7946 section 3.2).
        return geometry.ValueKind == JsonValueKind.Null ? [] : [(where, geometry)];
    }

    private static string? TypeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()
            : null;
}
