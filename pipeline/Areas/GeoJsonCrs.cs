using System.Text.Json;

namespace RasterFlow.Areas;

/// <summary>
/// The reference system that GeoJSON of before RFC 7946 names in a member <c>crs</c> (GeoJSON 2008, section 3). Programs write it to this day for what is not in
/// degrees; taken as degrees such an area would lie somewhere else.
/// </summary>
internal static class GeoJsonCrs
{
    /// <summary>Refuses all systems but longitude and latitude on WGS 84; null when there is nothing to refuse.</summary>
    public static AreaProblem? ProblemOf(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("crs", out JsonElement crs) || crs.ValueKind == JsonValueKind.Null || IsDegrees(crs))
        {
            return null;
        }

        string text = crs.GetRawText();
        return new AreaProblem(
            $"The GeoJSON is in another reference system than EPSG:4326: {(text.Length <= 120 ? text : text[..120] + "...")}",
            where,
            "Transform it to longitude and latitude (ogr2ogr -t_srs EPSG:4326), or give it as GeoParquet with its system.");
    }

    private static bool IsDegrees(JsonElement crs)
    {
        if (crs.ValueKind != JsonValueKind.Object || !crs.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        string? name = properties.TryGetProperty("name", out JsonElement named) || properties.TryGetProperty("code", out named)
            ? named.ToString()
            : null;

        // urn:ogc:def:crs:OGC:1.3:CRS84, urn:ogc:def:crs:EPSG::4326, EPSG:4326, http://www.opengis.net/def/crs/EPSG/0/4326, 4326.
        return name?.Split(':', '/')[^1].ToUpperInvariant() is "CRS84" or "4326" or "WGS84";
    }
}
