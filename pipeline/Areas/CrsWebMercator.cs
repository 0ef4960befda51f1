namespace RasterFlow.Areas;

/// <summary>EPSG method 1024: Mercator of the sphere from latitudes of the ellipsoid.</summary>
internal sealed class CrsWebMercator : CrsProjection
{
    private const double RadiusMetres = 6378137;

    /// <inheritdoc/>
    public override string MappingName => "mercator";

    /// <inheritdoc/>
    public override (double X, double Y) Forward(double longitude, double latitude) =>
        (RadiusMetres * double.DegreesToRadians(longitude), Math.Abs(latitude) < 90
            ? RadiusMetres * Math.Asinh(Math.Tan(double.DegreesToRadians(latitude)))
            : double.PositiveInfinity);

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y) =>
        (double.RadiansToDegrees(x / RadiusMetres), double.RadiansToDegrees(Math.Atan(Math.Sinh(y / RadiusMetres))));
}
