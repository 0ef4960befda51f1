using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>A method of projection that <see cref="CrsWkt"/> computes: names and codes are those of the EPSG registry (version 10.076).</summary>
/// <param name="Code">Its EPSG code.</param>
/// <param name="Name">Its name in the registry.</param>
/// <param name="WktName">The projection's name in WKT 1.</param>
/// <param name="Parameters">Its parameters in the registry's order.</param>
internal sealed record ProjJsonMethod(int Code, string Name, string WktName, params ProjJsonParameter[] Parameters)
{
    private const string Degree = "degree";
    private const string Metre = "metre";
    private static readonly ProjJsonParameter Latitude = new(8801, "Latitude of natural origin", Degree, "latitude_of_origin", "latitude_of_center");
    private static readonly ProjJsonParameter Longitude = new(8802, "Longitude of natural origin", Degree, "central_meridian", "longitude_of_center", "longitude_of_origin");
    private static readonly ProjJsonParameter Scale = new(8805, "Scale factor at natural origin", "unity", "scale_factor");
    private static readonly ProjJsonParameter Easting = new(8806, "False easting", Metre, "false_easting");
    private static readonly ProjJsonParameter Northing = new(8807, "False northing", Metre, "false_northing");
    private static readonly ProjJsonParameter Parallel = new(8823, "Latitude of 1st standard parallel", Degree, "standard_parallel_1");

    private static readonly ProjJsonParameter[] TwoParallels =
    [
        new(8821, "Latitude of false origin", Degree, Latitude.WktNames),
        new(8822, "Longitude of false origin", Degree, Longitude.WktNames),
        Parallel,
        new(8824, "Latitude of 2nd standard parallel", Degree, "standard_parallel_2"),
        new(8826, "Easting at false origin", Metre, Easting.WktNames),
        new(8827, "Northing at false origin", Metre, Northing.WktNames),
    ];

    private static readonly ProjJsonParameter CentreLatitude = new(8811, "Latitude of projection centre", Degree, "latitude_of_center");
    private static readonly ProjJsonParameter CentreLongitude = new(8812, "Longitude of projection centre", Degree, "longitude_of_center");

    private static readonly ProjJsonParameter[] Oblique =
    [
        CentreLatitude,
        CentreLongitude,
        new(8813, "Azimuth of initial line", Degree, "azimuth"),
        new(8814, "Angle from Rectified to Skew Grid", Degree, "rectified_grid_angle"),
        new(8815, "Scale factor on initial line", "unity", Scale.WktNames),
    ];

    private static readonly ProjJsonParameter[] OfKrovak =
    [
        CentreLatitude,
        new(8833, "Longitude of origin", Degree, CentreLongitude.WktNames),
        new(1036, "Co-latitude of cone axis", Degree, "azimuth"),
        new(8818, "Latitude of pseudo standard parallel", Degree, "pseudo_standard_parallel_1"),
        new(8819, "Scale factor on pseudo standard parallel", "unity", Scale.WktNames),
        Easting,
        Northing,
    ];

    private static readonly ProjJsonMethod LambertOneParallel = new(9801, "Lambert Conic Conformal (1SP)", "Lambert_Conformal_Conic_1SP", Latitude, Longitude, Scale, Easting, Northing);
    private static readonly ProjJsonMethod LambertTwoParallels = new(9802, "Lambert Conic Conformal (2SP)", "Lambert_Conformal_Conic_2SP", TwoParallels);
    private static readonly ProjJsonMethod PolarScaled = new(9810, "Polar Stereographic (variant A)", "Polar_Stereographic", Latitude, Longitude, Scale, Easting, Northing);

    private static readonly ProjJsonMethod PolarTrue = new(
        9829,
        "Polar Stereographic (variant B)",
        PolarScaled.WktName,
        new ProjJsonParameter(8832, "Latitude of standard parallel", Degree, Latitude.WktNames),
        new ProjJsonParameter(8833, "Longitude of origin", Degree, Longitude.WktNames),
        Easting,
        Northing);

    private static readonly ProjJsonMethod MercatorScaled = new(9804, "Mercator (variant A)", "Mercator_1SP", Latitude, Longitude, Scale, Easting, Northing);
    private static readonly ProjJsonMethod MercatorTrue = new(9805, "Mercator (variant B)", "Mercator_2SP", Parallel, Longitude, Easting, Northing);

    /// <summary>Web Mercator, for which WKT 1 has no word but ESRI's.</summary>
    public static ProjJsonMethod PseudoMercator { get; } = new(1024, "Popular Visualisation Pseudo Mercator", "Mercator_Auxiliary_Sphere", Latitude, Longitude, Easting, Northing);

    /// <summary>All methods.</summary>
    public static IReadOnlyList<ProjJsonMethod> All { get; } =
    [
        new(9807, "Transverse Mercator", "Transverse_Mercator", Latitude, Longitude, Scale, Easting, Northing),
        new(9808, "Transverse Mercator (South Orientated)", CrsSouthOrientated.WktName, Latitude, Longitude, Scale, Easting, Northing),
        LambertOneParallel,
        LambertTwoParallels,
        new(9822, "Albers Equal Area", "Albers_Conic_Equal_Area", TwoParallels),
        new(9820, "Lambert Azimuthal Equal Area", "Lambert_Azimuthal_Equal_Area", Latitude, Longitude, Easting, Northing),
        PolarScaled,
        PolarTrue,
        MercatorScaled,
        MercatorTrue,
        new(9835, "Lambert Cylindrical Equal Area", "Cylindrical_Equal_Area", Parallel, Longitude, Easting, Northing),
        PseudoMercator,
        new(9809, "Oblique Stereographic", "Oblique_Stereographic", Latitude, Longitude, Scale, Easting, Northing),
        new(9812, "Hotine Oblique Mercator (variant A)", "Hotine_Oblique_Mercator", [.. Oblique, Easting, Northing]),
        new(9815, "Hotine Oblique Mercator (variant B)", "Hotine_Oblique_Mercator_Azimuth_Center", [.. Oblique, new(8816, "Easting at projection centre", Metre, Easting.WktNames), new(8817, "Northing at projection centre", Metre, Northing.WktNames)]),
        new(1041, "Krovak (North Orientated)", "Krovak", OfKrovak),
        new(9806, "Cassini-Soldner", "Cassini_Soldner", Latitude, Longitude, Easting, Northing),
        new(9818, "American Polyconic", "Polyconic", Latitude, Longitude, Easting, Northing),
    ];

    /// <summary>The method of a system.</summary>
    /// <exception cref="NotSupportedException">It is none of those here.</exception>
    public static ProjJsonMethod Of(ProjectedCoordinateSystem system)
    {
        string name = system.Projection.ClassName.Replace(' ', '_').ToUpperInvariant();
        bool hasParallel = system.Projection.GetParameter(Parallel.WktNames[0]) is not null;
        return name switch
        {
            "LAMBERT_CONFORMAL_CONIC" => ValueOf(system, Scale) == 1 && hasParallel ? LambertTwoParallels : LambertOneParallel,
            "ALBERS" => All.Single(static method => method.Code == 9822),
            "MERCATOR" => hasParallel ? MercatorTrue : MercatorScaled,
            "POLAR_STEREOGRAPHIC" => Math.Abs(ValueOf(system, Latitude)) > 90 - 1e-9 ? PolarScaled : PolarTrue,
            _ => All.FirstOrDefault(method => method.WktName.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new NotSupportedException($"The projection {system.Projection.ClassName} of '{system.Name}' has no description in PROJJSON here. Use EPSG:4326."),
        };
    }

    /// <summary>A parameter's value in a system; where it is missing, the one that <see cref="CrsWkt"/> takes.</summary>
    public static double ValueOf(ProjectedCoordinateSystem system, ProjJsonParameter parameter)
    {
        foreach (string name in parameter.WktNames)
        {
            if (system.Projection.GetParameter(name) is { } found)
            {
                return found.Value;
            }
        }

        return parameter.Code switch
        {
            8805 => 1,
            8823 when system.Projection.ClassName.Contains("conic", StringComparison.OrdinalIgnoreCase) => ValueOf(system, Latitude),
            8824 => ValueOf(system, Parallel),
            _ => 0,
        };
    }
}
