using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace RasterFlow.Vectors;

/// <summary>Cuts geometries in longitude and latitude at 180 degrees (RFC 7946, section 3.1.9).</summary>
internal static class Antimeridian
{
    private const double Half = 180;
    private const double Whole = 360;

    /// <summary>
    /// The geometry itself, or a copy in parts none of which crosses the antimeridian. Positions more than half the earth apart are taken as
    /// neighbours across it: no polygon of a prediction is that wide.
    /// </summary>
    public static Geometry Cut(Geometry geometry)
    {
        Envelope box = geometry.EnvelopeInternal;
        if (box.MinX >= -Half && box.MaxX <= Half && box.Width <= Half)
        {
            return geometry;
        }

        Geometry whole = geometry.Copy();
        whole.Apply(new EastWards());
        whole.GeometryChanged();
        Geometry west = Clip(whole, -Half, Half);
        Geometry east = Clip(whole, Half, Half + Whole);
        east.Apply(new Shift(-Whole));
        east.GeometryChanged();
        return Collect(geometry, west, east);
    }

    private static Geometry Clip(Geometry geometry, double west, double east) =>
        OverlayNGRobust.Overlay(geometry, geometry.Factory.ToGeometry(new Envelope(west, east, -90, 90)), SpatialFunction.Intersection);

    private static Geometry Collect(Geometry original, params Geometry[] parts)
    {
        Geometry[] flat = [.. parts.SelectMany(static part => Enumerable.Range(0, part.NumGeometries).Select(part.GetGeometryN)).Where(part => !part.IsEmpty && part.Dimension == original.Dimension)];
        return flat.Length == 1 ? flat[0] : original.Factory.BuildGeometry(flat);
    }

    /// <summary>Moves western longitudes around the earth, so that they lie east of the eastern ones.</summary>
    private sealed class EastWards : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (int i = 0; i < seq.Count; i++)
            {
                if (seq.GetX(i) < 0)
                {
                    seq.SetX(i, seq.GetX(i) + Whole);
                }
            }
        }
    }

    private sealed class Shift(double degrees) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (int i = 0; i < seq.Count; i++)
            {
                seq.SetX(i, seq.GetX(i) + degrees);
            }
        }
    }
}
