using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace RasterFlow.Vectors;

/// <summary>Cuts geometries with too many vertices into pieces: halves of their box, again and again.</summary>
internal static class Subdivider
{
    /// <summary>A box this narrow, in degrees, is not halved again: about 0.1 mm.</summary>
    private const double Narrow = 1e-9;

    /// <summary>Adds the pieces of a geometry, each with at most <paramref name="mostVertices"/> vertices.</summary>
    public static void Cut(Geometry geometry, int mostVertices, List<Geometry> pieces)
    {
        if (geometry.IsEmpty)
        {
            return;
        }

        Envelope box = geometry.EnvelopeInternal;
        if (geometry.NumPoints <= mostVertices || Math.Max(box.Width, box.Height) < Narrow)
        {
            pieces.Add(geometry);
            return;
        }

        foreach (Geometry piece in PiecesOf(geometry, box))
        {
            Cut(piece, mostVertices, pieces);
        }
    }

    private static IEnumerable<Geometry> PiecesOf(Geometry geometry, Envelope box)
    {
        if (geometry.NumGeometries > 1)
        {
            return Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN);
        }

        if (geometry.GetGeometryN(0) is Polygon polygon && PolygonCutter.Halve(polygon) is { } halves)
        {
            return halves;
        }

        (Envelope first, Envelope second) = Halve(box);
        return new[] { first, second }.Select(half =>
            GeometryProcessor.Keep(OverlayNGRobust.Overlay(geometry, geometry.Factory.ToGeometry(half), SpatialFunction.Intersection), geometry.Dimension));
    }

    private static (Envelope First, Envelope Second) Halve(Envelope box)
    {
        Coordinate centre = box.Centre;
        return box.Width > box.Height
            ? (new Envelope(box.MinX, centre.X, box.MinY, box.MaxY), new Envelope(centre.X, box.MaxX, box.MinY, box.MaxY))
            : (new Envelope(box.MinX, box.MaxX, box.MinY, centre.Y), new Envelope(box.MinX, box.MaxX, centre.Y, box.MaxY));
    }
}
