namespace RasterFlow.Areas;

/// <summary>Lambert azimuthal equal area, oblique or equatorial (EPSG method 9820; Snyder, USGS 1395, chapter 24).</summary>
internal sealed class CrsLambertAzimuthal : CrsProjection
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _radius;
    private readonly double _d;
    private readonly double _sine0;
    private readonly double _cosine0;

    public CrsLambertAzimuthal(CrsEllipsoid ellipsoid, CrsPlacement placement)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        double phi0 = double.DegreesToRadians(placement.Latitude);
        _radius = ellipsoid.SemiMajorMetres * Math.Sqrt(ellipsoid.AuthalicPole / 2);
        _sine0 = ellipsoid.Authalic(Math.Sin(phi0)) / ellipsoid.AuthalicPole;
        _cosine0 = Math.Sqrt(1 - (_sine0 * _sine0));
        _d = ellipsoid.SemiMajorMetres * ellipsoid.ParallelRadius(phi0) / (_radius * _cosine0);
    }

    /// <inheritdoc/>
    public override string MappingName => "lambert_azimuthal_equal_area";

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double sineBeta = _ellipsoid.Authalic(Math.Sin(double.DegreesToRadians(latitude))) / _ellipsoid.AuthalicPole;
        double cosineBeta = Math.Sqrt(Math.Max(0, 1 - (sineBeta * sineBeta)));
        (double sine, double cosine) = Math.SinCos(ShortWay(longitude - _placement.Longitude));
        double nearness = 1 + (_sine0 * sineBeta) + (_cosine0 * cosineBeta * cosine);
        double b = nearness > 1e-12 ? _radius * Math.Sqrt(2 / nearness) : double.PositiveInfinity;
        return (
            _placement.FalseEasting + (b * _d * cosineBeta * sine),
            _placement.FalseNorthing + (b / _d * ((_cosine0 * sineBeta) - (_sine0 * cosineBeta * cosine))));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double dx = (x - _placement.FalseEasting) / _d;
        double dy = (y - _placement.FalseNorthing) * _d;
        double rho = double.Hypot(dx, dy);
        if (rho == 0)
        {
            return (_placement.Longitude, _placement.Latitude);
        }

        if (!(rho <= 2 * _radius))
        {
            return (double.PositiveInfinity, double.PositiveInfinity);
        }

        (double sine, double cosine) = Math.SinCos(2 * Math.Asin(rho / (2 * _radius)));
        double sineBeta = (cosine * _sine0) + (dy * sine * _cosine0 / rho);
        double around = Math.Atan2(dx * sine, (rho * _cosine0 * cosine) - (dy * _sine0 * sine));
        return (Longitude(_placement.Longitude, around), double.RadiansToDegrees(_ellipsoid.LatitudeOfAuthalic(sineBeta * _ellipsoid.AuthalicPole)));
    }
}
