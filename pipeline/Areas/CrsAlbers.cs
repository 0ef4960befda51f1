namespace RasterFlow.Areas;

/// <summary>Albers equal area with two standard parallels (EPSG method 9822; Snyder, USGS 1395, chapter 14).</summary>
internal sealed class CrsAlbers : CrsProjection
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _n;
    private readonly double _c;
    private readonly double _originRadius;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Centre and false coordinates.</param>
    /// <param name="first">First standard parallel, degrees.</param>
    /// <param name="second">Second standard parallel, degrees.</param>
    public CrsAlbers(CrsEllipsoid ellipsoid, CrsPlacement placement, double first, double second)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        double phi1 = double.DegreesToRadians(first);
        double phi2 = double.DegreesToRadians(second);
        double m1 = ellipsoid.ParallelRadius(phi1);
        double m2 = ellipsoid.ParallelRadius(phi2);
        double q1 = ellipsoid.Authalic(Math.Sin(phi1));
        _n = Math.Abs(phi1 - phi2) < 1e-10
            ? Math.Sin(phi1)
            : ((m1 * m1) - (m2 * m2)) / (ellipsoid.Authalic(Math.Sin(phi2)) - q1);
        _c = (m1 * m1) + (_n * q1);
        _originRadius = Radius(placement.Latitude);
    }

    /// <inheritdoc/>
    public override string MappingName => "albers_conical_equal_area";

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
        double scaled = double.Hypot(dx, dy) * _n / _ellipsoid.SemiMajorMetres;
        double latitude = _ellipsoid.LatitudeOfAuthalic((_c - (scaled * scaled)) / _n);
        return (Longitude(_placement.Longitude, Math.Atan2(dx, dy) / _n), double.RadiansToDegrees(latitude));
    }

    private double Radius(double latitude) =>
        _ellipsoid.SemiMajorMetres * Math.Sqrt(_c - (_n * _ellipsoid.Authalic(Math.Sin(double.DegreesToRadians(latitude))))) / _n;
}
