using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>From a system as ProjNET parses it to the projection that computes it. Refuses by name what cannot be right to a metre.</summary>
internal static class CrsWkt
{
    /// <summary>Flattenings of GRS 80 and WGS 84 lie 1.6e-11 apart.</summary>
    private const double FlatteningTolerance = 1e-10;

    /// <summary>Far more than any system has: one of EPSG's with all its names takes some 2,000 characters in at most 6 levels.</summary>
    private const int MaximumLength = 16_384;

    private const int MaximumDepth = 16;

    private const string Remedy = "Transform the data (for example gdalwarp or ogr2ogr with -t_srs EPSG:4326), or name a system on WGS 84, ETRS89, NAD83, SIRGAS 2000, GDA2020 or another datum that coincides with it";

    private static readonly CoordinateSystemFactory Factory = new();

    /// <summary>True for text that can only be WKT.</summary>
    public static bool IsWkt(string text) => text.AsSpan().ContainsAny('[', '(');

    /// <summary>Parses OGC WKT 1.</summary>
    /// <exception cref="FormatException">The text is not WKT 1.</exception>
    public static CoordinateSystem Parse(string wkt)
    {
        Guard(wkt);
        try
        {
            return Factory.CreateFromWkt(wkt) ?? throw new FormatException("The WKT of the coordinate reference system is empty.");
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or InvalidOperationException or NotSupportedException or NullReferenceException or InvalidCastException)
        {
            throw new FormatException($"The coordinate reference system is not WKT 1 (as of gdalsrsinfo -o wkt1) that can be read: {e.Message}", e);
        }
    }

    /// <summary>Refuses what is far longer or deeper than any system. Parsers call themselves at each opening bracket: a text of nothing else would end the process.</summary>
    /// <exception cref="FormatException">It is too long, or too deep.</exception>
    public static void Guard(string wkt)
    {
        if (wkt.Length > MaximumLength)
        {
            throw new FormatException($"The WKT of the coordinate reference system has {wkt.Length:N0} characters; at most {MaximumLength:N0} are read.");
        }

        int depth = 0;
        for (int i = 0; i < wkt.Length; i++)
        {
            // Both kinds of brackets open, as in the parser; one in a name counts as well, which none has so many of.
            depth = wkt[i] is '[' or '(' ? depth + 1 : wkt[i] is ']' or ')' ? Math.Max(0, depth - 1) : depth;
            if (depth > MaximumDepth)
            {
                throw new FormatException($"The WKT of the coordinate reference system is nested too deeply: at character {i + 1} more than {MaximumDepth} brackets are open.");
            }
        }
    }

    /// <summary>The projection of a system; null for one in degrees.</summary>
    /// <param name="system">The system.</param>
    /// <exception cref="NotSupportedException">Datum, unit or projection is not supported.</exception>
    public static CrsProjection? ProjectionOf(CoordinateSystem system)
    {
        switch (system)
        {
            case GeographicCoordinateSystem geographic:
                EllipsoidOf(geographic);
                return null;
            case ProjectedCoordinateSystem projected:
                Require(projected.LinearUnit.MetersPerUnit == 1, system, $"its unit is {projected.LinearUnit.Name}, not the metre");
                return Of(projected, EllipsoidOf(projected.GeographicCoordinateSystem));
            default:
                throw NeitherKind(system);
        }
    }

    /// <summary>
    /// The way to WGS 84 of a system that outlines come in, exact to metres: of any datum that the registry ties to WGS 84, with any meridian and unit of length,
    /// and of more projections than grids have; null for degrees of WGS 84.
    /// </summary>
    /// <exception cref="NotSupportedException">Datum, unit or projection is not supported.</exception>
    public static CrsProjection? OutlineOf(CoordinateSystem system)
    {
        GeographicCoordinateSystem degrees = system as GeographicCoordinateSystem ?? (system as ProjectedCoordinateSystem)?.GeographicCoordinateSystem ?? throw NeitherKind(system);
        Ellipsoid shape = degrees.HorizontalDatum.Ellipsoid;
        Require(shape.SemiMajorAxis is > 6_300_000 and < 6_400_000 && shape.InverseFlattening > 250, system, $"its ellipsoid {shape.Name} is none of the earth");
        Require(Math.Abs(degrees.AngularUnit.RadiansPerUnit - (Math.PI / 180)) < 1e-14, system, $"its angular unit is {degrees.AngularUnit.Name}");
        CrsEllipsoid ellipsoid = new(shape.SemiMajorAxis, 1 / shape.InverseFlattening);
        CrsProjection? projection = system is ProjectedCoordinateSystem projected ? InAnyUnit(projected, ellipsoid) : null;
        IReadOnlyList<CrsDatumShift> shifts = ShiftsOf(degrees);
        double meridian = degrees.PrimeMeridian.Longitude;
        return shifts.Count == 0 && meridian == 0 ? projection : new CrsShifted(projection, ellipsoid, shifts, meridian);
    }

    private static CrsProjection InAnyUnit(ProjectedCoordinateSystem system, CrsEllipsoid ellipsoid)
    {
        double unit = system.LinearUnit.MetersPerUnit;
        Require(double.IsFinite(unit) && unit > 0, system, $"its unit {system.LinearUnit.Name} has no usable length");
        if (CrsProjNet.Computes(system))
        {
            return new CrsProjNet(system);
        }

        CrsProjection metres = system.Projection.ClassName.Equals(CrsSouthOrientated.WktName, StringComparison.OrdinalIgnoreCase)
            ? SouthOrientatedOf(system, ellipsoid)
            : Of(system, ellipsoid);
        return unit == 1 ? metres : new CrsInUnits(metres, unit);
    }

    /// <summary>The shifts that a system states itself, else those of its datum in the registry; none for one that coincides with WGS 84.</summary>
    private static IReadOnlyList<CrsDatumShift> ShiftsOf(GeographicCoordinateSystem system)
    {
        HorizontalDatum datum = system.HorizontalDatum;
        if (datum.Wgs84Parameters is { HasZeroValuesOnly: false } stated)
        {
            return [new CrsDatumShift(new Envelope(-180, 180, -90, 90), double.PositiveInfinity, (stated.Dx, stated.Dy, stated.Dz), (stated.Ex, stated.Ey, stated.Ez), stated.Ppm)];
        }

        bool coincides = HasTheSizeOfWgs84(datum.Ellipsoid) && CrsDatums.CoincideWithWgs84(datum.Name);
        IReadOnlyList<CrsDatumShift> known = coincides ? [] : CrsDatumShifts.Of(datum.Name);
        Require(coincides || known.Count > 0, system, $"the EPSG registry ties its datum {datum.Name} to WGS 84 by no formula. {Remedy}");
        return known;
    }

    private static NotSupportedException NeitherKind(CoordinateSystem system) => new($"The coordinate reference system '{system.Name}' is neither geographic nor projected.");

    private static CrsEllipsoid EllipsoidOf(GeographicCoordinateSystem system)
    {
        Ellipsoid ellipsoid = system.HorizontalDatum.Ellipsoid;
        Wgs84ConversionInfo? shift = system.HorizontalDatum.Wgs84Parameters;
        Require(HasTheSizeOfWgs84(ellipsoid), system, $"its ellipsoid is {ellipsoid.Name}; only datums that coincide with WGS 84 within a metre (on the ellipsoids WGS 84 and GRS 1980) are supported");
        Require(shift is null || shift.HasZeroValuesOnly, system, $"its datum {system.HorizontalDatum.Name} is shifted against WGS 84");
        Require(CrsDatums.CoincideWithWgs84(system.HorizontalDatum.Name), system, $"its datum {system.HorizontalDatum.Name} is none of those that lie within a metre of WGS 84. {Remedy}");
        Require(system.PrimeMeridian.Longitude == 0, system, $"its prime meridian is {system.PrimeMeridian.Name}");
        Require(Math.Abs(system.AngularUnit.RadiansPerUnit - (Math.PI / 180)) < 1e-14, system, $"its angular unit is {system.AngularUnit.Name}");
        return new CrsEllipsoid(ellipsoid.SemiMajorAxis, 1 / ellipsoid.InverseFlattening);
    }

    private static bool HasTheSizeOfWgs84(Ellipsoid ellipsoid) =>
        ellipsoid.SemiMajorAxis == 6378137 && Math.Abs((1 / ellipsoid.InverseFlattening) - (1 / 298.257223563)) < FlatteningTolerance;

    private static CrsSouthOrientated SouthOrientatedOf(ProjectedCoordinateSystem system, CrsEllipsoid ellipsoid)
    {
        (CrsPlacement placement, double scale) = PlacementOf(system);
        return new CrsSouthOrientated(new CrsTransverseMercator(ellipsoid, placement, scale), placement.FalseEasting, placement.FalseNorthing);
    }

    private static (CrsPlacement Placement, double Scale) PlacementOf(ProjectedCoordinateSystem system)
    {
        CrsPlacement placement = new(
            Value(system, 0, "central_meridian", "longitude_of_center", "longitude_of_origin"),
            Value(system, 0, "latitude_of_origin", "latitude_of_center"),
            Value(system, 0, "false_easting") * system.LinearUnit.MetersPerUnit,
            Value(system, 0, "false_northing") * system.LinearUnit.MetersPerUnit);
        double scale = Value(system, 1, "scale_factor");
        bool isFinite = double.IsFinite(placement.Longitude) && double.IsFinite(placement.Latitude) && double.IsFinite(placement.FalseEasting) && double.IsFinite(placement.FalseNorthing);
        Require(isFinite && double.IsFinite(scale) && scale > 0, system, "one of its parameters is no usable number");
        return (placement, scale);
    }

    private static CrsProjection Of(ProjectedCoordinateSystem system, CrsEllipsoid ellipsoid)
    {
        (CrsPlacement placement, double scale) = PlacementOf(system);
        double first = Value(system, placement.Latitude, "standard_parallel_1");
        double second = Value(system, first, "standard_parallel_2");
        switch (system.Projection.ClassName.ToUpperInvariant().Replace(' ', '_'))
        {
            case "TRANSVERSE_MERCATOR":
                return new CrsTransverseMercator(ellipsoid, placement, scale);
            case "LAMBERT_CONFORMAL_CONIC_1SP" or "LAMBERT_CONFORMAL_CONIC_2SP" or "LAMBERT_CONFORMAL_CONIC":
                Require(Math.Abs(first + second) > 1e-9, system, "its standard parallels lie on both sides of the equator");
                Require(scale == 1 || (first == placement.Latitude && second == first), system, "it has both standard parallels and a scale factor");
                return new CrsLambertConic(ellipsoid, placement, first, second, scale);
            case "ALBERS_CONIC_EQUAL_AREA" or "ALBERS":
                Require(Math.Abs(first + second) > 1e-9, system, "its standard parallels lie on both sides of the equator");
                return new CrsAlbers(ellipsoid, placement, first, second);
            case "LAMBERT_AZIMUTHAL_EQUAL_AREA":
                Require(Math.Abs(placement.Latitude) < 89.99, system, "its centre is a pole");
                return new CrsLambertAzimuthal(ellipsoid, placement);
            case "POLAR_STEREOGRAPHIC":
                return new CrsPolarStereographic(ellipsoid, placement, placement.Latitude, scale);
            case "MERCATOR_1SP" or "MERCATOR_2SP" or "MERCATOR":
                return MercatorOf(system, ellipsoid, placement, scale);
            case "CYLINDRICAL_EQUAL_AREA":
                Require(Math.Abs(first) < 89.99, system, "its standard parallel is a pole");
                return new CrsCylindricalEqualArea(ellipsoid, placement, first);
            default:
                throw new NotSupportedException($"The coordinate reference system '{system.Name}' uses the projection {system.Projection.ClassName}. Supported: Transverse_Mercator, Lambert_Conformal_Conic, Albers_Conic_Equal_Area, Lambert_Azimuthal_Equal_Area, Polar_Stereographic, Mercator_1SP, Mercator_2SP, Cylindrical_Equal_Area, and EPSG:3857.");
        }
    }

    /// <summary>Two parameters could fix the scale; EPSG's methods have one of them, and the equator as the natural origin.</summary>
    private static CrsMercator MercatorOf(ProjectedCoordinateSystem system, CrsEllipsoid ellipsoid, CrsPlacement placement, double scale)
    {
        double parallel = Value(system, 0, "standard_parallel_1");
        Require(placement.Latitude == 0, system, "its origin lies off the equator");
        Require(parallel == 0 || scale == 1, system, "it has both a standard parallel and a scale factor");
        Require(Math.Abs(parallel) < 89.99, system, "its standard parallel is a pole");
        return new CrsMercator(ellipsoid, placement, parallel, scale);
    }

    private static double Value(ProjectedCoordinateSystem system, double missing, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (system.Projection.GetParameter(name) is { } parameter)
            {
                return parameter.Value;
            }
        }

        return missing;
    }

    private static void Require(bool holds, CoordinateSystem system, string reason)
    {
        if (!holds)
        {
            throw new NotSupportedException($"The coordinate reference system '{system.Name}' is not supported: {reason}.");
        }
    }
}
