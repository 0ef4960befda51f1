using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Client.Demo;

/// <summary>Draws polygons (EPSG:4326) onto a grid.</summary>
internal sealed class PolygonPainter(RasterGrid grid)
{
    private readonly CrsTransform _transform = new(Crs.Wgs84, grid.Crs);

    /// <summary>Sets every pixel whose centre lies in the polygon: even-odd rule along each row.</summary>
    public void Fill(Geometry geometry, Span<byte> mask)
    {
        foreach (Polygon polygon in Polygons(geometry))
        {
            List<Coordinate[]> rings = [.. Rings(polygon).Select(ToPixels)];
            int top = Math.Max(0, (int)Math.Floor(rings[0].Min(static c => c.Y)));
            int bottom = Math.Min(grid.Height - 1, (int)Math.Ceiling(rings[0].Max(static c => c.Y)));
            List<double> crossings = [];
            for (int y = top; y <= bottom; y++)
            {
                crossings.Clear();
                Cross(rings, y + 0.5, crossings);
                crossings.Sort();
                for (int i = 0; i + 1 < crossings.Count; i += 2)
                {
                    int from = Math.Clamp((int)Math.Ceiling(crossings[i] - 0.5), 0, grid.Width);
                    int to = Math.Clamp((int)Math.Ceiling(crossings[i + 1] - 0.5), from, grid.Width);
                    mask.Slice((y * grid.Width) + from, to - from).Fill(1);
                }
            }
        }
    }

    /// <summary>Calls <paramref name="plot"/> for the pixels along every ring.</summary>
    public void Outline(Geometry geometry, Action<int, int> plot)
    {
        foreach (Coordinate[] ring in Polygons(geometry).SelectMany(Rings).Select(ToPixels))
        {
            for (int i = 0; i + 1 < ring.Length; i++)
            {
                Line(ring[i], ring[i + 1], plot);
            }
        }
    }

    private static IEnumerable<Polygon> Polygons(Geometry geometry)
    {
        for (int i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i) is Polygon { IsEmpty: false } polygon)
            {
                yield return polygon;
            }
        }
    }

    private static IEnumerable<LineString> Rings(Polygon polygon) => polygon.InteriorRings.Prepend(polygon.ExteriorRing);

    private static void Cross(List<Coordinate[]> rings, double y, List<double> crossings)
    {
        foreach (Coordinate[] ring in rings)
        {
            for (int i = 0; i + 1 < ring.Length; i++)
            {
                (Coordinate a, Coordinate b) = (ring[i], ring[i + 1]);
                if ((a.Y <= y) != (b.Y <= y))
                {
                    crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
                }
            }
        }
    }

    private void Line(Coordinate from, Coordinate to, Action<int, int> plot)
    {
        int steps = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y))));
        for (int i = 0; i <= steps; i++)
        {
            int x = (int)Math.Floor(from.X + ((to.X - from.X) * i / steps));
            int y = (int)Math.Floor(from.Y + ((to.Y - from.Y) * i / steps));
            if (x >= 0 && x < grid.Width && y >= 0 && y < grid.Height)
            {
                plot(x, y);
            }
        }
    }

    private Coordinate[] ToPixels(LineString ring) =>
        [.. ring.Coordinates.Select(c =>
        {
            (double x, double y) = _transform.Apply(c.X, c.Y);
            return new Coordinate((x - grid.OriginX) / grid.PixelSize, (grid.OriginY - y) / grid.PixelSize);
        })];
}
