using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace RasterFlow.Areas;

/// <summary>Writes polygons and multipolygons in degrees as GeoJSON geometries (RFC 7946 sections 3.1.6 and 3.1.7).</summary>
public static class GeoJsonGeometryWriter
{
    /// <summary>The geometry as it is, with outer rings counter-clockwise and holes clockwise. Members other than polygons are left out.</summary>
    public static JsonObject ToJson(Geometry area)
    {
        ArgumentNullException.ThrowIfNull(area);
        return area is Polygon polygon
            ? new JsonObject { ["type"] = "Polygon", ["coordinates"] = Rings(polygon, null) }
            : ToMultiPolygon(area);
    }

    /// <summary>The polygons of a geometry as one MultiPolygon, rings as in <see cref="ToJson"/>.</summary>
    /// <param name="area">The geometry.</param>
    /// <param name="decimals">Decimals of a degree that coordinates keep; null keeps all.</param>
    public static JsonObject ToMultiPolygon(Geometry area, int? decimals = null)
    {
        ArgumentNullException.ThrowIfNull(area);
        return new JsonObject
        {
            ["type"] = "MultiPolygon",
            ["coordinates"] = new JsonArray([.. PolygonExtracter.GetPolygons(area).Cast<Polygon>().Where(static part => !part.IsEmpty).Select(part => Rings(part, decimals))]),
        };
    }

    private static JsonArray Rings(Polygon polygon, int? decimals) =>
        new([Ring(polygon.Shell, counterClockwise: true, decimals), .. polygon.Holes.Select(hole => Ring(hole, counterClockwise: false, decimals))]);

    private static JsonArray Ring(LinearRing ring, bool counterClockwise, int? decimals)
    {
        IEnumerable<Coordinate> positions = ring.IsCCW == counterClockwise ? ring.Coordinates : ring.Coordinates.Reverse();
        return new JsonArray([.. positions.Select(at => new JsonArray(Round(at.X), Round(at.Y)))]);

        double Round(double degrees) => decimals is { } kept ? Math.Round(degrees, kept) : degrees;
    }
}
