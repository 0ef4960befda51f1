using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Samples.Catalog;

/// <summary>Outlines on their way from EPSG:32614 to GeoJSON in EPSG:4326.</summary>
internal static class Wgs84Outline
{
    // About a centimetre; beyond it, machines may differ in how they round sines and cosines.
    private const int Decimals = 7;
    private static readonly CrsTransform Transform = new(Crs.FromEpsg(32614), Crs.Wgs84);

    /// <summary>The outline in EPSG:4326, rounded; long edges get vertices in between, for straight edges bend on the way.</summary>
    public static Geometry Of(Geometry outline, double longestEdgeMetres = double.PositiveInfinity)
    {
        Geometry dense = double.IsPositiveInfinity(longestEdgeMetres) ? outline : NetTopologySuite.Densify.Densifier.Densify(outline, longestEdgeMetres);
        Geometry geometry = Transform.Apply(dense);
        geometry.Apply(new Rounding());
        geometry.GeometryChanged();
        return geometry;
    }

    private sealed class Rounding : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            seq.SetX(i, Math.Round(seq.GetX(i), Decimals));
            seq.SetY(i, Math.Round(seq.GetY(i), Decimals));
        }
    }
}
