namespace RasterFlow.Areas;

/// <summary>Lambert conformal conic with one or two standard parallels (EPSG methods 9801 and 9802; Snyder, USGS 1395, chapter 15).</summary>
internal sealed class CrsLambertConic : CrsProjection
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _n;
    private readonly double _factor;
    private readonly double _originRadius;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Centre and false coordinates.</param>
    /// <param name="first">First standard parallel, degrees.</param>
    /// <param name="second">Second standard parallel, degrees; may be the first again.</param>
    /// <param name="scale">Scale on the standard parallels.</param>
    public CrsLambertConic(CrsEllipsoid ellipsoid, CrsPlacement placement, double first, double second, double scale)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        double phi1 = double.DegreesToRadians(first);
        double phi2 = double.DegreesToRadians(second);
        double radius1 = ellipsoid.ParallelRadius(phi1);
        double psi1 = ellipsoid.Isometric(phi1);
        _n = Math.Abs(phi1 - phi2) < 1e-10
            ? Math.Sin(phi1)
            : Math.Log(radius1 / ellipsoid.ParallelRadius(phi2)) / (ellipsoid.Isometric(phi2) - psi1);
        _factor = scale * ellipsoid.SemiMajorMetres * radius1 * Math.Exp(_n * psi1) / _n;
        _originRadius = Radius(placement.Latitude);
    }

    /// <inheritdoc/>
    public override string MappingName => "lambert_conformal_conic";

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double radius = Radius(latitude);
        (double sine, double cosine) = Math.SinCos(_n * ShortWay(longitude - _placement.Longitude));
        return (_placement.FalseEasting + (radius * sine), _placement.FalseNorthing + _originRadius - (radius * cosine));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double sign = Math.Sign(_n);
        double dx = sign * (x - _placement.FalseEasting);
        double dy = sign * (_originRadius - (y - _placement.FalseNorthing));
        double isometric = -Math.Log(double.Hypot(dx, dy) / Math.Abs(_factor)) / _n;
        return (Longitude(_placement.Longitude, Math.Atan2(dx, dy) / _n), double.RadiansToDegrees(_ellipsoid.LatitudeOfIsometric(isometric)));
    }

    private double Radius(double latitude) => _factor * Math.Exp(-_n * _ellipsoid.Isometric(double.DegreesToRadians(latitude)));
}
