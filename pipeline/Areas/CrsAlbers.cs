namespace RasterFlow.Areas;

/// <summary>Albers equal area with two standard parallels (EPSG method 9822; Snyder, USGS 1395, chapter 14).</summary>
internal sealed class CrsAlbers : CrsConic
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly double _c;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Centre and false coordinates.</param>
    /// <param name="first">First standard parallel, degrees.</param>
    /// <param name="second">Second standard parallel, degrees.</param>
    public CrsAlbers(CrsEllipsoid ellipsoid, CrsPlacement placement, double first, double second)
        : base(placement, ConeOf(ellipsoid, double.DegreesToRadians(first), double.DegreesToRadians(second)))
    {
        _ellipsoid = ellipsoid;
        double phi1 = double.DegreesToRadians(first);
        double m1 = ellipsoid.ParallelRadius(phi1);
        _c = (m1 * m1) + (Cone * ellipsoid.Authalic(Math.Sin(phi1)));
        PlaceOrigin();
    }

    /// <inheritdoc/>
    public override string MappingName => "albers_conical_equal_area";

    /// <inheritdoc/>
    protected override double Radius(double latitude) =>
        _ellipsoid.SemiMajorMetres * Math.Sqrt(_c - (Cone * _ellipsoid.Authalic(Math.Sin(double.DegreesToRadians(latitude))))) / Cone;

    /// <inheritdoc/>
    protected override double LatitudeOf(double radius)
    {
        double scaled = radius * Cone / _ellipsoid.SemiMajorMetres;
        return _ellipsoid.LatitudeOfAuthalic((_c - (scaled * scaled)) / Cone);
    }

    private static double ConeOf(CrsEllipsoid ellipsoid, double phi1, double phi2)
    {
        double m1 = ellipsoid.ParallelRadius(phi1);
        double m2 = ellipsoid.ParallelRadius(phi2);
        return Math.Abs(phi1 - phi2) < 1e-10
            ? Math.Sin(phi1)
            : ((m1 * m1) - (m2 * m2)) / (ellipsoid.Authalic(Math.Sin(phi2)) - ellipsoid.Authalic(Math.Sin(phi1)));
    }
}
