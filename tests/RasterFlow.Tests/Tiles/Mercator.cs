using NetTopologySuite.Geometries;

namespace RasterFlow.Tests.Tiles;

/// <summary>The web-Mercator square (0..1) straight from its formula.</summary>
internal sealed class Mercator : ICoordinateSequenceFilter
{
    public bool Done => false;

    public bool GeometryChanged => true;

    public static double AreaOf(Geometry geometry)
    {
        Geometry copy = geometry.Copy();
        copy.Apply(new Mercator());
        return copy.Area;
    }

    public void Filter(CoordinateSequence seq, int i)
    {
        double latitude = seq.GetY(i) * Math.PI / 180;
        seq.SetX(i, (seq.GetX(i) / 360) + 0.5);
        seq.SetY(i, 0.5 - (Math.Log(Math.Tan((Math.PI / 4) + (latitude / 2))) / (2 * Math.PI)));
    }
}
