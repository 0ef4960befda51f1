namespace RasterFlow.Areas;

/// <summary>A map projection of an ellipsoid: degrees to metres and back. Positions that it cannot reach are infinite. Stateless; safe for concurrent use.</summary>
internal abstract class CrsProjection
{
    /// <summary>The projection's name in CF conventions 1.11, appendix F.</summary>
    public abstract string MappingName { get; }

    /// <summary>Degrees to metres.</summary>
    public abstract (double X, double Y) Forward(double longitude, double latitude);

    /// <summary>Metres to degrees.</summary>
    public abstract (double Longitude, double Latitude) Inverse(double x, double y);

    /// <summary>A difference of longitudes the short way round the world, in radians.</summary>
    protected static double ShortWay(double degrees)
    {
        double turned = degrees is >= -180 and <= 180 ? degrees : Math.IEEERemainder(degrees, 360);
        return double.DegreesToRadians(turned);
    }

    /// <summary>A longitude in [-180, 180].</summary>
    protected static double Longitude(double central, double radians)
    {
        double degrees = central + double.RadiansToDegrees(radians);
        return degrees is >= -180 and <= 180 ? degrees : Math.IEEERemainder(degrees, 360);
    }
}
