using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>
/// Moves positions from a datum to WGS 84 by three shifts, three small rotations and a scale of the earth-centred axes (EPSG methods 9603 and 9606, position
/// vector: IOGP Guidance Note 7-2, section 4.3.3). Heights are taken for 0 on both ellipsoids, which costs less than a centimetre.
/// </summary>
/// <param name="Where">Where it holds, in degrees; its eastern edge lies beyond 180 where it goes across the antimeridian.</param>
/// <param name="Metres">Its stated error; infinite where none is.</param>
/// <param name="Shift">Metres along X, Y and Z.</param>
/// <param name="Rotation">Seconds of arc about X, Y and Z.</param>
/// <param name="PartsPerMillion">The scale's difference from 1.</param>
internal sealed record CrsDatumShift(Envelope Where, double Metres, (double X, double Y, double Z) Shift, (double X, double Y, double Z) Rotation, double PartsPerMillion)
{
    private const double RadiansPerSecond = Math.PI / (180 * 3600);

    /// <summary>Whether it holds at a position.</summary>
    public bool Holds(double longitude, double latitude) => Where.Contains(longitude, latitude) || Where.Contains(longitude + 360, latitude);

    /// <summary>From degrees on a datum's ellipsoid to degrees on WGS 84.</summary>
    public (double Longitude, double Latitude) ToWgs84(CrsEllipsoid from, double longitude, double latitude)
    {
        (double x, double y, double z) = from.Geocentric(longitude, latitude);
        double scale = 1 + (PartsPerMillion * 1e-6);
        (double rx, double ry, double rz) = (Rotation.X * RadiansPerSecond, Rotation.Y * RadiansPerSecond, Rotation.Z * RadiansPerSecond);
        return CrsEllipsoid.Wgs84.Geographic(
            Shift.X + (scale * (x - (rz * y) + (ry * z))),
            Shift.Y + (scale * ((rz * x) + y - (rx * z))),
            Shift.Z + (scale * ((-ry * x) + (rx * y) + z)));
    }

    /// <summary>From degrees on WGS 84 to degrees on a datum's ellipsoid, to a millimetre (the transposed rotation is the inverse of a small one to its square).</summary>
    public (double Longitude, double Latitude) FromWgs84(CrsEllipsoid to, double longitude, double latitude)
    {
        (double x, double y, double z) = CrsEllipsoid.Wgs84.Geocentric(longitude, latitude);
        double scale = 1 + (PartsPerMillion * 1e-6);
        (x, y, z) = ((x - Shift.X) / scale, (y - Shift.Y) / scale, (z - Shift.Z) / scale);
        (double rx, double ry, double rz) = (Rotation.X * RadiansPerSecond, Rotation.Y * RadiansPerSecond, Rotation.Z * RadiansPerSecond);
        return to.Geographic(x + (rz * y) - (ry * z), (-rz * x) + y + (rx * z), (ry * x) - (rx * y) + z);
    }
}
