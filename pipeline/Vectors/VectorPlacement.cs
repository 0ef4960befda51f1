using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>Brings features from EPSG:4326 into the reference system of part files.</summary>
/// <param name="crs">The system, as EPSG:code or WKT.</param>
internal sealed class VectorPlacement(string crs)
{
    /// <summary>
    /// A micrometre: far below what the way to degrees and back loses, so that a pixel's corner is where it was.
    /// </summary>
    private const double PerMetre = 1e6;

    private readonly CrsTransform _transform = new(Crs.Wgs84, Crs.Parse(crs));

    /// <summary>The system.</summary>
    public Crs Crs => _transform.To;

    /// <summary>A feature with its geometry in <see cref="Crs"/>.</summary>
    public VectorFeature Place(VectorFeature feature) => Crs.Equals(Crs.Wgs84) ? feature : feature with { Geometry = Place(feature.Geometry) };

    private Geometry Place(Geometry geometry)
    {
        Geometry placed = _transform.Apply(geometry);
        if (!Crs.IsGeographic)
        {
            placed.Apply(new Rounding());
            placed.GeometryChanged();
        }

        return placed;
    }

    private sealed class Rounding : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (int i = 0; i < seq.Count; i++)
            {
                seq.SetX(i, Math.Round(seq.GetX(i) * PerMetre) / PerMetre);
                seq.SetY(i, Math.Round(seq.GetY(i) * PerMetre) / PerMetre);
            }
        }
    }
}
