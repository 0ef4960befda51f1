using System.Text.Json;
using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>
/// Writes reference systems as PROJJSON (https://proj.org/schemas/v0.7/projjson.schema.json). Names and codes of methods and parameters are those of
/// the EPSG registry (version 10.076). Axes are listed as the registry does, whatever order coordinates have (GeoParquet 1.1, "Coordinate axis order").
/// </summary>
internal static class ProjJson
{
    private static readonly Parameter[] Natural =
    [
        new(8801, "Latitude of natural origin", Unit.Degree, "latitude_of_origin", "latitude_of_center"),
        new(8802, "Longitude of natural origin", Unit.Degree, "central_meridian", "longitude_of_center", "longitude_of_origin"),
    ];

    private static readonly Parameter Scale = new(8805, "Scale factor at natural origin", Unit.One, "scale_factor");

    private static readonly Parameter[] False =
    [
        new(8806, "False easting", Unit.Metre, "false_easting"),
        new(8807, "False northing", Unit.Metre, "false_northing"),
    ];

    private static readonly Parameter[] TwoParallels =
    [
        new(8821, "Latitude of false origin", Unit.Degree, "latitude_of_origin", "latitude_of_center"),
        new(8822, "Longitude of false origin", Unit.Degree, "central_meridian", "longitude_of_center", "longitude_of_origin"),
        new(8823, "Latitude of 1st standard parallel", Unit.Degree, "standard_parallel_1"),
        new(8824, "Latitude of 2nd standard parallel", Unit.Degree, "standard_parallel_2"),
        new(8826, "Easting at false origin", Unit.Metre, "false_easting"),
        new(8827, "Northing at false origin", Unit.Metre, "false_northing"),
    ];

    private static readonly Parameter[] Polar =
    [
        new(8832, "Latitude of standard parallel", Unit.Degree, "latitude_of_origin"),
        new(8833, "Longitude of origin", Unit.Degree, "central_meridian"),
    ];

    private enum Unit
    {
        Degree,
        Metre,
        One,
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
                WriteAxes(json, "Cartesian", "metre", ("Easting", "E", "east"), ("Northing", "N", "north"));
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
        WriteAxes(json, "ellipsoidal", "degree", ("Geodetic latitude", "Lat", "north"), ("Geodetic longitude", "Lon", "east"));
        WriteId(json, epsg);
    }

    /// <summary>WKT 1 writes a datum's name with underscores, and WGS 84's short.</summary>
    private static string NameOf(HorizontalDatum datum) =>
        datum.Name is "WGS_1984" or "World Geodetic System 1984" ? "World Geodetic System 1984" : datum.Name.Replace('_', ' ');

    private static void WriteConversion(Utf8JsonWriter json, int epsg, ProjectedCoordinateSystem system)
    {
        (int code, string method, Parameter[] parameters) = MethodOf(epsg, system);
        json.WriteStartObject("conversion");
        json.WriteString("name", system.Name);
        json.WriteStartObject("method");
        json.WriteString("name", method);
        WriteId(json, code);
        json.WriteEndObject();
        json.WriteStartArray("parameters");
        foreach (Parameter parameter in parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteNumber("value", ValueOf(system, parameter));
            json.WriteString("unit", parameter.Unit switch { Unit.Degree => "degree", Unit.Metre => "metre", _ => "unity" });
            WriteId(json, parameter.Code);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (int Code, string Method, Parameter[] Parameters) MethodOf(int epsg, ProjectedCoordinateSystem system)
    {
        if (epsg == 3857)
        {
            return (1024, "Popular Visualisation Pseudo Mercator", [.. Natural, .. False]);
        }

        bool hasParallels = system.Projection.GetParameter("standard_parallel_1") is not null;
        return system.Projection.ClassName.ToUpperInvariant().Replace(' ', '_') switch
        {
            "TRANSVERSE_MERCATOR" => (9807, "Transverse Mercator", [.. Natural, Scale, .. False]),
            "LAMBERT_CONFORMAL_CONIC_1SP" => (9801, "Lambert Conic Conformal (1SP)", [.. Natural, Scale, .. False]),
            "LAMBERT_CONFORMAL_CONIC_2SP" => (9802, "Lambert Conic Conformal (2SP)", TwoParallels),
            "LAMBERT_CONFORMAL_CONIC" when hasParallels => (9802, "Lambert Conic Conformal (2SP)", TwoParallels),
            "ALBERS_CONIC_EQUAL_AREA" or "ALBERS" => (9822, "Albers Equal Area", TwoParallels),
            "LAMBERT_AZIMUTHAL_EQUAL_AREA" => (9820, "Lambert Azimuthal Equal Area", [.. Natural, .. False]),
            "POLAR_STEREOGRAPHIC" => (9829, "Polar Stereographic (variant B)", [.. Polar, .. False]),
            string other => throw new NotSupportedException($"The projection {other} of '{system.Name}' has no description in PROJJSON here. Use EPSG:4326."),
        };
    }

    private static double ValueOf(ProjectedCoordinateSystem system, Parameter parameter)
    {
        foreach (string name in parameter.WktNames)
        {
            if (system.Projection.GetParameter(name) is { } found)
            {
                return found.Value;
            }
        }

        return parameter.Unit == Unit.One ? 1 : 0;
    }

    private static void WriteAxes(Utf8JsonWriter json, string subtype, string unit, params ReadOnlySpan<(string Name, string Abbreviation, string Direction)> axes)
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
            json.WriteString("unit", unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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

    /// <summary>A parameter of a method: its code and name in the registry, and its names in WKT 1.</summary>
    private sealed record Parameter(int Code, string Name, Unit Unit, params string[] WktNames);
}
