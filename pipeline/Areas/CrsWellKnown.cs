using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>
/// Finds the EPSG code of systems that do not name it (ESRI's .prj files, PROJJSON without <c>id</c>), so that images in the same system are recognised.
/// </summary>
internal static class CrsWellKnown
{
    private static readonly string[] Wgs84Names = ["WGS 1984", "WGS 84", "WGS84", "World Geodetic System 1984", "World Geodetic System 1984 ensemble"];

    /// <summary>The code of WGS 84 in degrees, of one of its UTM zones, or of web Mercator; null for every other system.</summary>
    /// <exception cref="NotSupportedException">It is a web Mercator moved or scaled.</exception>
    public static int? EpsgOf(CoordinateSystem system, string wkt) => system switch
    {
        GeographicCoordinateSystem degrees when IsWgs84(degrees) => 4326,
        ProjectedCoordinateSystem projected when IsWgs84(projected.GeographicCoordinateSystem) && projected.LinearUnit.MetersPerUnit == 1 =>
            IsWebMercator(projected, wkt) ? 3857 : ZoneOf(projected),
        _ => null,
    };

    private static bool IsWgs84(GeographicCoordinateSystem system)
    {
        string name = system.HorizontalDatum.Name.Replace('_', ' ');
        return Wgs84Names.Contains(name.StartsWith("D ", StringComparison.Ordinal) ? name[2..] : name, StringComparer.OrdinalIgnoreCase)
            && system.HorizontalDatum.Ellipsoid is { SemiMajorAxis: 6378137, InverseFlattening: 298.257223563 }
            && system.HorizontalDatum.Wgs84Parameters is null or { HasZeroValuesOnly: true }
            && system.PrimeMeridian.Longitude == 0
            && Math.Abs(system.AngularUnit.RadiansPerUnit - (Math.PI / 180)) < 1e-14;
    }

    /// <summary>WKT 1 has no word for the sphere of web Mercator: GDAL adds PROJ's, other writers leave it to the name.</summary>
    private static bool IsWebMercator(ProjectedCoordinateSystem system, string wkt)
    {
        bool isNamed = system.Projection.ClassName.StartsWith("Mercator", StringComparison.OrdinalIgnoreCase)
            && (wkt.Contains("+nadgrids=@null", StringComparison.OrdinalIgnoreCase)
                || system.Name.Contains("Pseudo-Mercator", StringComparison.OrdinalIgnoreCase)
                || system.Projection.ClassName.Equals("Mercator_Auxiliary_Sphere", StringComparison.OrdinalIgnoreCase));
        bool isPlain = Value(system, "central_meridian") is null or 0
            && Value(system, "false_easting") is null or 0
            && Value(system, "false_northing") is null or 0
            && Value(system, "scale_factor") is null or 1
            && Value(system, "standard_parallel_1") is null or 0;
        return isNamed && !isPlain
            ? throw new NotSupportedException($"The coordinate reference system '{system.Name}' is web Mercator with parameters of its own. Only EPSG:3857 itself is supported.")
            : isNamed;
    }

    private static int? ZoneOf(ProjectedCoordinateSystem system)
    {
        bool isUtm = system.Projection.ClassName.Replace(' ', '_').Equals("Transverse_Mercator", StringComparison.OrdinalIgnoreCase)
            && Value(system, "latitude_of_origin") is null or 0
            && Value(system, "scale_factor") == 0.9996
            && Value(system, "false_easting") == 500_000
            && Value(system, "false_northing") is null or 0 or 10_000_000;
        double zone = ((Value(system, "central_meridian") ?? double.NaN) + 183) / 6;
        return isUtm && zone is >= 1 and <= 60 && zone == Math.Floor(zone)
            ? (int)zone + (Value(system, "false_northing") is 10_000_000 ? 32700 : 32600)
            : null;
    }

    private static double? Value(ProjectedCoordinateSystem system, string name) => system.Projection.GetParameter(name)?.Value;
}
