namespace RasterFlow.Areas;

/// <summary>Polar stereographic (EPSG methods 9810 and 9829; Snyder, USGS 1395, chapter 21).</summary>
internal sealed class CrsPolarStereographic : CrsProjection
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _pole;
    private readonly double _factor;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Longitude that points down (north) or up (south); the latitude's sign chooses the pole. False coordinates of the pole.</param>
    /// <param name="trueScale">Latitude of true scale, degrees; a pole when <paramref name="scale"/> is the scale there.</param>
    /// <param name="scale">Scale at the pole when <paramref name="trueScale"/> is a pole, else 1.</param>
    public CrsPolarStereographic(CrsEllipsoid ellipsoid, CrsPlacement placement, double trueScale, double scale)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        _pole = placement.Latitude < 0 ? -1 : 1;
        double e = ellipsoid.Eccentricity;
        double phi = double.DegreesToRadians(Math.Abs(trueScale));
        _factor = ellipsoid.SemiMajorMetres * (Math.Abs(trueScale) > 90 - 1e-9
            ? 2 * scale / Math.Sqrt(Math.Pow(1 + e, 1 + e) * Math.Pow(1 - e, 1 - e))
            : ellipsoid.ParallelRadius(phi) * Math.Exp(ellipsoid.Isometric(phi)));
    }

    /// <inheritdoc/>
    public override string MappingName => "polar_stereographic";

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double distance = _factor * Math.Exp(-_ellipsoid.Isometric(_pole * double.DegreesToRadians(latitude)));
        (double sine, double cosine) = Math.SinCos(ShortWay(longitude - _placement.Longitude));
        return (_placement.FalseEasting + (distance * sine), _placement.FalseNorthing - (_pole * distance * cosine));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double dx = x - _placement.FalseEasting;
        double dy = -_pole * (y - _placement.FalseNorthing);
        double isometric = -Math.Log(double.Hypot(dx, dy) / _factor);
        double latitude = double.IsPositiveInfinity(isometric) ? Math.PI / 2 : _ellipsoid.LatitudeOfIsometric(isometric);
        return (Longitude(_placement.Longitude, Math.Atan2(dx, dy)), _pole * double.RadiansToDegrees(latitude));
    }
}
