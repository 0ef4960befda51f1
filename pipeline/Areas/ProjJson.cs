using System.Text.Json;
using System.Text.Json.Nodes;
using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>
/// Writes reference systems as PROJJSON (https://proj.org/schemas/v0.7/projjson.schema.json); <see cref="ProjJsonReader"/> reads it. Axes are listed as
/// the registry does, whatever order coordinates have (GeoParquet 1.1, "Coordinate axis order").
/// </summary>
internal static class ProjJson
{
    /// <summary>A system as a JSON object.</summary>
    public static JsonObject Of(Crs crs)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json, crs);
        }

        return JsonNode.Parse(buffer.ToArray())!.AsObject();
    }

    /// <summary>Writes a system as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, Crs crs)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://proj.org/schemas/v0.7/projjson.schema.json");
        switch (crs.System)
        {
            case ProjectedCoordinateSystem projected:
                json.WriteString("type", "ProjectedCRS");
                json.WriteString("name", projected.Name);
                json.WriteStartObject("base_crs");
                WriteGeographic(json, projected.GeographicCoordinateSystem, (int)projected.GeographicCoordinateSystem.AuthorityCode);
                json.WriteEndObject();
                WriteConversion(json, crs.Epsg, projected);
                WriteAxes(json, "Cartesian", projected.LinearUnit, ("Easting", "E", "east"), ("Northing", "N", "north"));
                WriteId(json, crs.Epsg);
                break;
            default:
                json.WriteString("type", "GeographicCRS");
                WriteGeographic(json, (GeographicCoordinateSystem)crs.System, crs.Epsg);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteGeographic(Utf8JsonWriter json, GeographicCoordinateSystem system, int epsg)
    {
        Ellipsoid ellipsoid = system.HorizontalDatum.Ellipsoid;
        json.WriteString("name", system.Name);
        json.WriteStartObject("datum");
        json.WriteString("type", "GeodeticReferenceFrame");
        json.WriteString("name", NameOf(system.HorizontalDatum));
        json.WriteStartObject("ellipsoid");
        json.WriteString("name", ellipsoid.Name);
        json.WriteNumber("semi_major_axis", ellipsoid.SemiMajorAxis);
        json.WriteNumber("inverse_flattening", ellipsoid.InverseFlattening);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteAxes(json, "ellipsoidal", null, ("Geodetic latitude", "Lat", "north"), ("Geodetic longitude", "Lon", "east"));
        WriteId(json, epsg);
    }

    /// <summary>WKT 1 writes a datum's name with underscores, and WGS 84's short.</summary>
    private static string NameOf(HorizontalDatum datum) =>
        datum.Name is "WGS_1984" or "World Geodetic System 1984" ? "World Geodetic System 1984" : datum.Name.Replace('_', ' ');

    private static void WriteConversion(Utf8JsonWriter json, int epsg, ProjectedCoordinateSystem system)
    {
        ProjJsonMethod method = epsg == Crs.WebMercator.Epsg ? ProjJsonMethod.PseudoMercator : ProjJsonMethod.Of(system);
        json.WriteStartObject("conversion");
        json.WriteString("name", system.Name);
        json.WriteStartObject("method");
        json.WriteString("name", method.Name);
        WriteId(json, method.Code);
        json.WriteEndObject();
        json.WriteStartArray("parameters");
        foreach (ProjJsonParameter parameter in method.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteNumber("value", ProjJsonMethod.ValueOf(system, parameter));
            WriteUnit(json, parameter.Unit, system.LinearUnit);
            WriteId(json, parameter.Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAxes(Utf8JsonWriter json, string subtype, LinearUnit? unit, params ReadOnlySpan<(string Name, string Abbreviation, string Direction)> axes)
    {
        json.WriteStartObject("coordinate_system");
        json.WriteString("subtype", subtype);
        json.WriteStartArray("axis");
        foreach ((string name, string abbreviation, string direction) in axes)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("abbreviation", abbreviation);
            json.WriteString("direction", direction);
            WriteUnit(json, unit is null ? "degree" : "metre", unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A unit's name where PROJJSON has one for it, else its length.</summary>
    private static void WriteUnit(Utf8JsonWriter json, string name, LinearUnit? unit)
    {
        if (name != "metre" || unit is null or { MetersPerUnit: 1 })
        {
            json.WriteString("unit", name);
            return;
        }

        json.WriteStartObject("unit");
        json.WriteString("type", "LinearUnit");
        json.WriteString("name", unit.Name);
        json.WriteNumber("conversion_factor", unit.MetersPerUnit);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, int code)
    {
        if (code <= 0)
        {
            return;
        }

        json.WriteStartObject("id");
        json.WriteString("authority", "EPSG");
        json.WriteNumber("code", code);
        json.WriteEndObject();
    }
}
