using NetTopologySuite.Geometries;

namespace RasterFlow.Bench.Tiles;

/// <summary>Areas on the web-Mercator square (0..1), straight from its formula.</summary>
internal static class MercatorArea
{
    public static double Of(Geometry geometry)
    {
        Geometry copy = geometry.Copy();
        copy.Apply(new Projection());
        return copy.Area;
    }

    private sealed class Projection : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            double latitude = seq.GetY(i) * Math.PI / 180;
            seq.SetX(i, (seq.GetX(i) / 360) + 0.5);
            seq.SetY(i, 0.5 - (Math.Log(Math.Tan((Math.PI / 4) + (latitude / 2))) / (2 * Math.PI)));
        }
    }
}
