using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Areas;

/// <summary>Coordinate reference systems as GeoParquet writes them: PROJJSON (https://proj.org/schemas/v0.7/projjson.schema.json).</summary>
internal static class GeoParquetCrs
{
    /// <summary>OGC:CRS84, WGS 84 with the longitude first: PROJ's own description of it.</summary>
    private const string Crs84 = """
        {"$schema":"https://proj.org/schemas/v0.7/projjson.schema.json","type":"GeographicCRS","name":"WGS 84 (CRS84)",
        "datum_ensemble":{"name":"World Geodetic System 1984 ensemble","members":[
        {"name":"World Geodetic System 1984 (Transit)","id":{"authority":"EPSG","code":1166}},
        {"name":"World Geodetic System 1984 (G730)","id":{"authority":"EPSG","code":1152}},
        {"name":"World Geodetic System 1984 (G873)","id":{"authority":"EPSG","code":1153}},
        {"name":"World Geodetic System 1984 (G1150)","id":{"authority":"EPSG","code":1154}},
        {"name":"World Geodetic System 1984 (G1674)","id":{"authority":"EPSG","code":1155}},
        {"name":"World Geodetic System 1984 (G1762)","id":{"authority":"EPSG","code":1156}},
        {"name":"World Geodetic System 1984 (G2139)","id":{"authority":"EPSG","code":1309}},
        {"name":"World Geodetic System 1984 (G2296)","id":{"authority":"EPSG","code":1383}}],
        "ellipsoid":{"name":"WGS 84","semi_major_axis":6378137,"inverse_flattening":298.257223563},
        "accuracy":"2.0","id":{"authority":"EPSG","code":6326}},
        "coordinate_system":{"subtype":"ellipsoidal","axis":[
        {"name":"Geodetic longitude","abbreviation":"Lon","direction":"east","unit":"degree"},
        {"name":"Geodetic latitude","abbreviation":"Lat","direction":"north","unit":"degree"}]},
        "scope":"Not known.","area":"World.",
        "bbox":{"south_latitude":-90,"west_longitude":-180,"north_latitude":90,"east_longitude":180},
        "id":{"authority":"OGC","code":"CRS84"}}
        """;

    /// <summary>Writes a system; EPSG:4326 becomes OGC:CRS84, whose axes are in the order that coordinates have.</summary>
    public static void Write(Utf8JsonWriter json, Crs crs)
    {
        if (crs.Epsg != Crs.Wgs84.Epsg)
        {
            ProjJson.Write(json, crs);
            return;
        }

        using JsonDocument known = JsonDocument.Parse(Crs84);
        known.WriteTo(json);
    }

    /// <summary>
    /// The system of a column. None given means OGC:CRS84 (GeoParquet 1.1, "crs"); a null one (unknown) is taken for it too. A code that is known goes before
    /// the definition beside it; without one the definition counts.
    /// Coordinates are x, y whatever axis order the system itself has (GeoParquet 1.1, "Coordinate axis order").
    /// </summary>
    /// <param name="column">The column's metadata.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <param name="field">The column's field in the metadata, for messages.</param>
    /// <exception cref="NotSupportedException">The system is not supported.</exception>
    public static Crs Read(JsonElement column, string name, string field)
    {
        if (!column.TryGetProperty("crs", out JsonElement crs) || crs.ValueKind is JsonValueKind.Null)
        {
            return Crs.Wgs84;
        }

        try
        {
            return crs.ValueKind is JsonValueKind.Object ? Read(crs) : throw new NotSupportedException("it is no PROJJSON object");
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{name}: {field}.crs: the coordinate reference system {NameOf(crs)} is not supported: {e.Message.TrimEnd('.')}. Transform the file to EPSG:4326 first.", e);
        }
    }

    private static Crs Read(JsonElement crs)
    {
        bool isDefined = crs.TryGetProperty("type", out _);
        if (!crs.TryGetProperty("id", out JsonElement id) || id.ValueKind is not JsonValueKind.Object)
        {
            return isDefined ? ProjJsonReader.Read(crs) : throw new NotSupportedException("it has neither an id nor a definition");
        }

        string authority = Text(id, "authority");
        string code = Text(id, "code");
        return (authority.ToUpperInvariant(), code.ToUpperInvariant()) switch
        {
            ("OGC", "CRS84") => Crs.Wgs84,
            ("EPSG", _) when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int epsg) && (Crs.IsKnown(epsg) || !isDefined) => Crs.FromEpsg(epsg),
            _ when isDefined => ProjJsonReader.Read(crs),
            _ => throw new NotSupportedException($"{authority}:{code} is not known, and there is no definition"),
        };
    }

    private static string NameOf(JsonElement crs)
    {
        if (crs.ValueKind is not JsonValueKind.Object)
        {
            return "of the column";
        }

        string name = Text(crs, "name");
        return name.Length == 0 ? "of the column" : $"'{name}'";
    }

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? value.ToString() : string.Empty;
}
