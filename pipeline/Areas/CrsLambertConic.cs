namespace RasterFlow.Areas;

/// <summary>Lambert conformal conic with one or two standard parallels (EPSG methods 9801 and 9802; Snyder, USGS 1395, chapter 15).</summary>
internal sealed class CrsLambertConic : CrsConic
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly double _factor;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Centre and false coordinates.</param>
    /// <param name="first">First standard parallel, degrees.</param>
    /// <param name="second">Second standard parallel, degrees; may be the first again.</param>
    /// <param name="scale">Scale on the standard parallels.</param>
    public CrsLambertConic(CrsEllipsoid ellipsoid, CrsPlacement placement, double first, double second, double scale)
        : base(placement, ConeOf(ellipsoid, double.DegreesToRadians(first), double.DegreesToRadians(second)))
    {
        _ellipsoid = ellipsoid;
        double phi1 = double.DegreesToRadians(first);
        _factor = scale * ellipsoid.SemiMajorMetres * ellipsoid.ParallelRadius(phi1) * Math.Exp(Cone * ellipsoid.Isometric(phi1)) / Cone;
        PlaceOrigin();
    }

    /// <inheritdoc/>
    public override string MappingName => "lambert_conformal_conic";

    /// <inheritdoc/>
    protected override double Radius(double latitude) => _factor * Math.Exp(-Cone * _ellipsoid.Isometric(double.DegreesToRadians(latitude)));

    /// <inheritdoc/>
    protected override double LatitudeOf(double radius) => _ellipsoid.LatitudeOfIsometric(-Math.Log(radius / Math.Abs(_factor)) / Cone);

    private static double ConeOf(CrsEllipsoid ellipsoid, double phi1, double phi2) => Math.Abs(phi1 - phi2) < 1e-10
        ? Math.Sin(phi1)
        : Math.Log(ellipsoid.ParallelRadius(phi1) / ellipsoid.ParallelRadius(phi2)) / (ellipsoid.Isometric(phi2) - ellipsoid.Isometric(phi1));
}
