using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace RasterFlow.Scenes;

/// <summary>
/// Outlines across the antimeridian. Catalogues are to cut them there (RFC 7946, section 3.1.9), but not all do: an outline from 179 to -179 degrees would
/// then reach around the whole globe, and one from 179 to 181 not to the other side. No image of a satellite is wider than half the globe.
/// </summary>
internal static class DatelineOutline
{
    /// <summary>The outline, cut at 180 degrees when it goes across; outlines that are not valid then stay as they are.</summary>
    public static Geometry Split(Geometry outline)
    {
        Envelope box = outline.EnvelopeInternal;
        bool beyond = box.MaxX > 180 || box.MinX < -180;
        if (outline is not (Polygon or MultiPolygon) || outline.IsEmpty || box.MinX < -540 || box.MaxX > 540 || (!beyond && !HasLongEdge(outline)))
        {
            return outline;
        }

        Geometry whole = beyond ? outline : Moved(outline, x => x < 0 ? x + 360 : x);
        if (!whole.IsValid)
        {
            return outline;
        }

        Geometry[] parts = [.. new[] { -360.0, 0, 360 }.Select(turn => Part(whole, turn)).Where(part => part is Polygon or MultiPolygon && !part.IsEmpty)];
        return parts.Length == 0 ? outline : OverlayNGRobust.Union(outline.Factory.BuildGeometry(parts));
    }

    /// <summary>What lies on the globe of an outline that is turned by so many degrees.</summary>
    private static Geometry Part(Geometry whole, double turn)
    {
        Geometry globe = whole.Factory.ToGeometry(new Envelope(-180, 180, -90, 90));
        return OverlayNGRobust.Overlay(Moved(whole, x => x + turn), globe, SpatialFunction.Intersection);
    }

    /// <summary>An edge of more than half the globe is meant the other way round.</summary>
    private static bool HasLongEdge(Geometry outline) => LinearComponentExtracter.GetLines(outline).Any(line =>
    {
        Coordinate[] ring = line.Coordinates;
        return Enumerable.Range(1, Math.Max(0, ring.Length - 1)).Any(i => Math.Abs(ring[i].X - ring[i - 1].X) > 180);
    });

    private static Geometry Moved(Geometry geometry, Func<double, double> move)
    {
        Geometry moved = geometry.Copy();
        moved.Apply(new Mover(move));
        moved.GeometryChanged();
        return moved;
    }

    private sealed class Mover(Func<double, double> move) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i) => seq.SetX(i, move(seq.GetX(i)));
    }
}
