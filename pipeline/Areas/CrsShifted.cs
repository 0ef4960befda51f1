namespace RasterFlow.Areas;

/// <summary>A system on a datum that lies elsewhere than WGS 84, or that counts its longitudes from another meridian than Greenwich.</summary>
/// <param name="projection">The projection of the datum's own degrees; null for a system in degrees.</param>
/// <param name="ellipsoid">The datum's ellipsoid.</param>
/// <param name="shifts">The ways to WGS 84, the most exact one first; none for a datum that coincides with it.</param>
/// <param name="meridian">Degrees from Greenwich east to the meridian that longitudes are counted from.</param>
internal sealed class CrsShifted(CrsProjection? projection, CrsEllipsoid ellipsoid, IReadOnlyList<CrsDatumShift> shifts, double meridian) : CrsProjection
{
    /// <inheritdoc/>
    public override string MappingName => projection?.MappingName ?? "latitude_longitude";

    /// <inheritdoc/>
    /// <remarks>Of several ways, the one that holds at the position on WGS 84: that is metres from the one on the datum, boxes are kilometres wide.</remarks>
    public override (double X, double Y) Forward(double longitude, double latitude)
    {
        (double x, double y) = Of(longitude, latitude) is { } shift ? shift.FromWgs84(ellipsoid, longitude, latitude) : (longitude, latitude);
        x -= meridian;
        return projection is null ? (x, y) : projection.Forward(x, y);
    }

    /// <inheritdoc/>
    public override (double Longitude, double Latitude) Inverse(double x, double y)
    {
        (double longitude, double latitude) = projection is null ? (x, y) : projection.Inverse(x, y);
        longitude += meridian;
        return Of(longitude, latitude) is { } shift && double.IsFinite(longitude) ? shift.ToWgs84(ellipsoid, longitude, latitude) : (longitude, latitude);
    }

    /// <summary>The most exact shift that holds at a position; outside of all, the one that holds in most places.</summary>
    private CrsDatumShift? Of(double longitude, double latitude) =>
        shifts.FirstOrDefault(shift => shift.Holds(longitude, latitude)) ?? shifts.MaxBy(static shift => shift.Where.Area);
}
