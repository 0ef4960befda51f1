using System.Text.Json;
using System.Text.Json.Nodes;

namespace RasterFlow.Areas;

/// <summary>
/// Reads WKT 2 (OGC 18-010r7, ISO 19162:2019; the older form of 2015 too), which is what PROJ and pyproj write unless told otherwise. It and PROJJSON say the
/// same in the same words: it is put into that, and <see cref="ProjJsonReader"/> does the rest.
/// </summary>
internal static class Wkt2Reader
{
    private static readonly string[] Projected = ["PROJCRS", "PROJECTEDCRS"];
    private static readonly string[] Geographic = ["GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS", "BASEGEOGCRS", "BASEGEODCRS"];

    /// <summary>True for text that begins as WKT 2 does and WKT 1 does not.</summary>
    public static bool IsWkt2(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        int bracket = start.IndexOfAny('[', '(');
        return bracket > 0 && start[..bracket].TrimEnd().EndsWith("CRS", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A system as PROJJSON.</summary>
    /// <exception cref="FormatException">The text is not WKT 2; the message says where.</exception>
    /// <exception cref="NotSupportedException">It is of another kind than projected or geographic.</exception>
    public static JsonElement ToProjJson(string text)
    {
        WktNode node = WktNode.Parse(text);
        JsonObject json = Projected.Contains(node.Keyword) ? OfProjected(node)
            : Geographic.Contains(node.Keyword) ? OfGeographic(node)
            : throw new NotSupportedException($"The coordinate reference system is a {node.Keyword}; PROJCRS and GEOGCRS are supported.");
        return JsonSerializer.SerializeToElement(json);
    }

    private static JsonObject OfProjected(WktNode node)
    {
        WktNode conversion = node.Find("CONVERSION") ?? throw Lacks(node, "CONVERSION");
        WktNode method = conversion.Find("METHOD", "PROJECTION") ?? throw Lacks(conversion, "METHOD");
        WktNode datum = node.Find(Geographic) ?? throw Lacks(node, "BASEGEOGCRS");
        return WithId(node, new JsonObject
        {
            ["type"] = "ProjectedCRS",
            ["name"] = node.Text(0),
            ["base_crs"] = OfGeographic(datum),
            ["conversion"] = new JsonObject
            {
                ["method"] = WithId(method, new JsonObject { ["name"] = method.Text(0) }),
                ["parameters"] = new JsonArray([.. conversion.FindAll("PARAMETER").Select(parameter => WithId(parameter, WithUnit(parameter, null, new JsonObject
                {
                    ["name"] = parameter.Text(0),
                    ["value"] = parameter.Number(1),
                })))]),
            },
            ["coordinate_system"] = OfAxes(node),
        });
    }

    private static JsonObject OfGeographic(WktNode node)
    {
        WktNode datum = node.Find("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE") ?? throw Lacks(node, "DATUM");
        WktNode ellipsoid = datum.Find("ELLIPSOID", "SPHEROID") ?? throw Lacks(datum, "ELLIPSOID");
        double inverse = ellipsoid.Number(2);
        JsonObject shape = inverse == 0
            ? new() { ["name"] = ellipsoid.Text(0), ["radius"] = Measure(ellipsoid) }
            : new() { ["name"] = ellipsoid.Text(0), ["semi_major_axis"] = Measure(ellipsoid), ["inverse_flattening"] = inverse };
        JsonObject frame = new() { ["name"] = datum.Text(0), ["ellipsoid"] = shape };
        if (node.Find("PRIMEM", "PRIMEMERIDIAN") is { } meridian)
        {
            frame["prime_meridian"] = new JsonObject { ["name"] = meridian.Text(0), ["longitude"] = Measure(meridian) };
        }

        JsonObject json = new() { ["type"] = "GeographicCRS", ["name"] = node.Text(0), ["datum"] = frame };
        if (node.FindAll("AXIS").Any())
        {
            json["coordinate_system"] = OfAxes(node);
        }

        return WithId(node, json);
    }

    /// <summary>Where a unit stands behind the axes, it is that of all.</summary>
    private static JsonObject OfAxes(WktNode node) => new()
    {
        ["axis"] = new JsonArray([.. node.FindAll("AXIS").Select(axis => WithUnit(axis, node, new JsonObject { ["name"] = axis.Text(0), ["direction"] = axis.Text(1).ToLowerInvariant() }))]),
    };

    private static JsonNode Measure(WktNode node) => UnitOf(node) is { } unit ? new JsonObject { ["value"] = node.Number(1), ["unit"] = unit } : JsonValue.Create(node.Number(1));

    private static JsonObject WithUnit(WktNode node, WktNode? outer, JsonObject json)
    {
        if ((UnitOf(node) ?? (outer is null ? null : UnitOf(outer))) is { } unit)
        {
            json["unit"] = unit;
        }

        return json;
    }

    private static JsonObject? UnitOf(WktNode node) => node.Find("LENGTHUNIT", "ANGLEUNIT", "SCALEUNIT", "UNIT") is { } unit
        ? new JsonObject { ["name"] = unit.Text(0), ["conversion_factor"] = unit.Number(1) }
        : null;

    /// <summary>The code of the EPSG registry, where there is one.</summary>
    private static JsonObject WithId(WktNode node, JsonObject json)
    {
        if (node.FindAll("ID").FirstOrDefault(static id => id.Values is ["EPSG", double, ..]) is { } id)
        {
            json["id"] = new JsonObject { ["authority"] = "EPSG", ["code"] = (int)id.Number(1) };
        }

        return json;
    }

    private static FormatException Lacks(WktNode node, string part) => new($"{node.Keyword} has no {part}.");
}
