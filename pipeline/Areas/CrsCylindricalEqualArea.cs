namespace RasterFlow.Areas;

/// <summary>Lambert cylindrical equal area of the ellipsoid, normal aspect (EPSG method 9835; Snyder, USGS 1395, chapter 10, eqs. 10-13 to 10-17).</summary>
internal sealed class CrsCylindricalEqualArea : CrsProjection
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _radius;
    private readonly double _height;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Central meridian and false coordinates of its crossing with the equator.</param>
    /// <param name="trueScale">Latitude of true scale, degrees.</param>
    public CrsCylindricalEqualArea(CrsEllipsoid ellipsoid, CrsPlacement placement, double trueScale)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        double scale = ellipsoid.ParallelRadius(double.DegreesToRadians(trueScale));
        _radius = ellipsoid.SemiMajorMetres * scale;
        _height = ellipsoid.SemiMajorMetres / (2 * scale);
    }

    /// <inheritdoc/>
    public override string MappingName => "lambert_cylindrical_equal_area";

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) => (
        _placement.FalseEasting + (_radius * ShortWay(longitude - _placement.Longitude)),
        _placement.FalseNorthing + (_height * _ellipsoid.Authalic(Math.Sin(double.DegreesToRadians(latitude)))));

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double latitude = _ellipsoid.LatitudeOfAuthalic((y - _placement.FalseNorthing) / _height);
        return double.IsInfinity(latitude)
            ? (latitude, latitude)
            : (Longitude(_placement.Longitude, (x - _placement.FalseEasting) / _radius), double.RadiansToDegrees(latitude));
    }
}
