using NetTopologySuite.Geometries;

namespace RasterFlow.Samples.Skies;

/// <summary>The satellite's swath: everything, or everything west of an edge that leans as a descending orbit does (EPSG:32614).</summary>
/// <param name="EdgeX">Easting of the edge at <paramref name="MiddleY"/>; infinite when the swath covers all.</param>
/// <param name="MiddleY">Northing where the edge is at <paramref name="EdgeX"/>.</param>
internal sealed record Swath(double EdgeX, double MiddleY)
{
    private const double Lean = 0.21;

    /// <summary>The swath of a pass over an area: when it ends inside, its edge lies four fifths of the way east.</summary>
    public static Swath Of(Overpass pass, Envelope area) =>
        new(pass.SwathEdge ? area.MinX + (0.8 * area.Width) : double.PositiveInfinity, area.Centre.Y);

    /// <summary>True when a position was seen.</summary>
    public bool Covers(double x, double y) => x < EdgeX + (Lean * (y - MiddleY));

    /// <summary>The seen part of a box; empty when nothing was.</summary>
    public Geometry Footprint(Envelope box)
    {
        Geometry all = NetTopologySuite.Geometries.GeometryFactory.Default.ToGeometry(box);
        if (double.IsPositiveInfinity(EdgeX))
        {
            return all;
        }

        double south = EdgeX + (Lean * (box.MinY - MiddleY));
        double north = EdgeX + (Lean * (box.MaxY - MiddleY));
        double west = Math.Min(Math.Min(south, north), box.MinX) - 1;
        Coordinate start = new(west, box.MinY);
        return all.Intersection(NetTopologySuite.Geometries.GeometryFactory.Default.CreatePolygon(
            [start, new(south, box.MinY), new(north, box.MaxY), new(west, box.MaxY), start.Copy()]));
    }
}
