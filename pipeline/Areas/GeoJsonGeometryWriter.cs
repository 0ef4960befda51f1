using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>Writes polygons and multipolygons in degrees as GeoJSON geometries (RFC 7946 sections 3.1.6 and 3.1.7).</summary>
public static class GeoJsonGeometryWriter
{
    /// <summary>The geometry, with outer rings counter-clockwise and holes clockwise. Members other than polygons are left out.</summary>
    public static JsonObject ToJson(Geometry area)
    {
        ArgumentNullException.ThrowIfNull(area);
        return area is Polygon polygon
            ? new JsonObject { ["type"] = "Polygon", ["coordinates"] = Rings(polygon) }
            : new JsonObject
            {
                ["type"] = "MultiPolygon",
                ["coordinates"] = new JsonArray([.. Enumerable.Range(0, area.NumGeometries).Select(area.GetGeometryN).OfType<Polygon>().Select(Rings)]),
            };
    }

    private static JsonArray Rings(Polygon polygon) =>
        new([Ring(polygon.Shell, counterClockwise: true), .. polygon.Holes.Select(static hole => Ring(hole, counterClockwise: false))]);

    private static JsonArray Ring(LinearRing ring, bool counterClockwise)
    {
        IEnumerable<Coordinate> positions = ring.IsCCW == counterClockwise ? ring.Coordinates : ring.Coordinates.Reverse();
        return new JsonArray([.. positions.Select(static at => new JsonArray(at.X, at.Y))]);
    }
}
