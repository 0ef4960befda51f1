namespace RasterFlow.Areas;

/// <summary>Mercator of the ellipsoid (EPSG methods 9804 and 9805; Snyder, USGS 1395, chapter 7). Not web Mercator, which is of a sphere: <see cref="CrsWebMercator"/>.</summary>
internal sealed class CrsMercator : CrsProjection
{
    private readonly CrsEllipsoid _ellipsoid;
    private readonly CrsPlacement _placement;
    private readonly double _radius;

    /// <param name="ellipsoid">The ellipsoid.</param>
    /// <param name="placement">Central meridian and false coordinates of its crossing with the equator.</param>
    /// <param name="trueScale">Latitude of true scale, degrees; 0 when <paramref name="scale"/> is the scale at the equator.</param>
    /// <param name="scale">Scale at the equator when <paramref name="trueScale"/> is 0, else 1.</param>
    public CrsMercator(CrsEllipsoid ellipsoid, CrsPlacement placement, double trueScale, double scale)
    {
        _ellipsoid = ellipsoid;
        _placement = placement;
        _radius = ellipsoid.SemiMajorMetres * scale * ellipsoid.ParallelRadius(double.DegreesToRadians(trueScale));
    }

    /// <inheritdoc/>
    public override string MappingName => "mercator";

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) => (
        _placement.FalseEasting + (_radius * ShortWay(longitude - _placement.Longitude)),
        Math.Abs(latitude) < 90
            ? _placement.FalseNorthing + (_radius * _ellipsoid.Isometric(double.DegreesToRadians(latitude)))
            : double.PositiveInfinity);

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y) => (
        Longitude(_placement.Longitude, (x - _placement.FalseEasting) / _radius),
        double.RadiansToDegrees(_ellipsoid.LatitudeOfIsometric((y - _placement.FalseNorthing) / _radius)));
}
