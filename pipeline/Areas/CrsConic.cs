namespace RasterFlow.Areas;

/// <summary>
/// Conic projections with one or two standard parallels: parallels are arcs round one point, meridians lie evenly between them (Snyder, USGS 1395,
/// "Conic projections"). What differs is how far from that point a parallel is drawn.
/// </summary>
/// <param name="placement">Centre and false coordinates.</param>
/// <param name="cone">Degrees on the map of a degree of longitude, n; negative for a cone over the south pole.</param>
internal abstract class CrsConic(CrsPlacement placement, double cone) : CrsProjection
{
    private double _originRadius;

    /// <summary>The constant of the cone, n.</summary>
    protected double Cone { get; } = cone;

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        double radius = Radius(latitude);
        (double sine, double cosine) = Math.SinCos(Cone * ShortWay(longitude - placement.Longitude));
        return (placement.FalseEasting + (radius * sine), placement.FalseNorthing + _originRadius - (radius * cosine));
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        double sign = Math.Sign(Cone);
        double dx = sign * (x - placement.FalseEasting);
        double dy = sign * (_originRadius - (y - placement.FalseNorthing));
        return (Longitude(placement.Longitude, Math.Atan2(dx, dy) / Cone), double.RadiansToDegrees(LatitudeOf(double.Hypot(dx, dy))));
    }

    /// <summary>Fixes the radius of the placement's parallel: the last step of a derived class's constructor.</summary>
    protected void PlaceOrigin() => _originRadius = Radius(placement.Latitude);

    /// <summary>Metres from the apex to a parallel (degrees); negative for a cone over the south pole.</summary>
    protected abstract double Radius(double latitude);

    /// <summary>The latitude in radians that is drawn so many metres (positive) from the apex.</summary>
    protected abstract double LatitudeOf(double radius);
}
