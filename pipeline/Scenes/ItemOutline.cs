using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Scenes;

/// <summary>
/// Where an item lies (STAC 1.0, item specification, "geometry" and "bbox"). An item may have no geometry; its box, where it has one, is taken instead.
/// </summary>
internal static class ItemOutline
{
    private static readonly string[] Corners = ["xmin", "ymin", "xmax", "ymax"];

    /// <summary>The outline in EPSG:4326, cut at the antimeridian; null when the item has neither a geometry nor a box that can be used.</summary>
    /// <param name="item">The item: its box is an array of numbers, or an object as STAC GeoParquet has it.</param>
    /// <param name="known">Its geometry where that is known otherwise; null takes the item's own.</param>
    /// <param name="problem">Null, or why there is none.</param>
    public static Geometry? Read(JsonElement item, Geometry? known, out string? problem)
    {
        problem = null;
        Geometry? outline = known ?? Geometry(item, out problem);
        if (outline is null or { IsEmpty: true })
        {
            outline = Box(item);
            problem = outline is null ? problem ?? "the item has neither a geometry nor a box ('bbox')" : null;
        }

        return outline is null ? null : DatelineOutline.Split(outline);
    }

    private static Geometry? Geometry(JsonElement item, out string? problem)
    {
        problem = null;
        try
        {
            return item.Member("geometry") is { } geometry ? GeoJsonGeometryReader.Read(geometry) : null;
        }
        catch (FormatException e)
        {
            problem = $"the item's geometry is not valid ({e.Message})";
            return null;
        }
    }

    /// <summary>The box (RFC 7946, section 5): two or three axes, and its west greater than its east when it goes across the antimeridian.</summary>
    private static Geometry? Box(JsonElement item)
    {
        double?[] values = item.Member("bbox") switch
        {
            { ValueKind: JsonValueKind.Array } box => [.. box.EnumerateArray().Select(static value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null)],
            { ValueKind: JsonValueKind.Object } box => [.. Corners.Select(name => box.Number(name))],
            _ => [],
        };
        if (values.Length is not (4 or 6) || values.Contains(null))
        {
            return null;
        }

        int second = values.Length / 2;
        (double west, double south, double east, double north) = (values[0]!.Value, values[1]!.Value, values[second]!.Value, values[second + 1]!.Value);
        bool isBox = Math.Abs(west) <= 180 && Math.Abs(east) <= 180 && south >= -90 && south <= north && north <= 90;
        return isBox ? GeometryFactory.Default.ToGeometry(new Envelope(west, west <= east ? east : east + 360, south, north)) : null;
    }
}
