using System.Collections.Frozen;
using System.Globalization;

namespace RasterFlow.Areas;

/// <summary>Systems that are known by their EPSG code, as OGC WKT 1. Figures are those of the EPSG registry (version 10.076, as in PROJ 9.1.1's proj.db).</summary>
internal static class CrsCatalog
{
    private const string Grs80 = "SPHEROID[\"GRS 1980\",6378137,298.257222101,AUTHORITY[\"EPSG\",\"7019\"]]";
    private const string Wgs84 = "SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]]";

    private static readonly FrozenDictionary<int, string> Geographic = new Dictionary<int, string>
    {
        [4326] = GeographicSystem("WGS 84", "WGS_1984", Wgs84, 6326, 4326),
        [4258] = GeographicSystem("ETRS89", "European_Terrestrial_Reference_System_1989", Grs80, 6258, 4258),
        [4269] = GeographicSystem("NAD83", "North_American_Datum_1983", Grs80, 6269, 4269),
        [4171] = GeographicSystem("RGF93 v1", "Reseau_Geodesique_Francais_1993_v1", Grs80, 6171, 4171),
        [4283] = GeographicSystem("GDA94", "Geocentric_Datum_of_Australia_1994", Grs80, 6283, 4283),
        [4490] = GeographicSystem("China Geodetic Coordinate System 2000", "China_2000", "SPHEROID[\"CGCS2000\",6378137,298.257222101,AUTHORITY[\"EPSG\",\"1024\"]]", 1043, 4490),
        [4619] = GeographicSystem("SWEREF99", "SWEREF99", Grs80, 6619, 4619),
        [4674] = GeographicSystem("SIRGAS 2000", "Sistema_de_Referencia_Geocentrico_para_las_AmericaS_2000", Grs80, 6674, 4674),
        [4761] = GeographicSystem("HTRS96", "Croatian_Terrestrial_Reference_System", Grs80, 6761, 4761),
        [6668] = GeographicSystem("JGD2011", "Japanese_Geodetic_Datum_2011", Grs80, 1128, 6668),
        [7844] = GeographicSystem("GDA2020", "Geocentric_Datum_of_Australia_2020", Grs80, 1168, 7844),
        [9702] = GeographicSystem("ETRF2000-PL", "ETRF2000_Poland", Grs80, 1305, 9702),
        [4167] = GeographicSystem("NZGD2000", "New_Zealand_Geodetic_Datum_2000", Grs80, 6167, 4167),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, string> Projected = new Dictionary<int, string>
    {
        [2154] = Conic(2154, "RGF93 v1 / Lambert-93", 4171, 46.5, 3, 49, 44, 700000, 6600000),
        [3034] = Conic(3034, "ETRS89-extended / LCC Europe", 4258, 52, 10, 35, 65, 4000000, 2800000),
        [3347] = Conic(3347, "NAD83 / Statistics Canada Lambert", 4269, 63.390675, -91.8666666666666667, 49, 77, 6200000, 3000000),
        [3978] = Conic(3978, "NAD83 / Canada Atlas Lambert", 4269, 49, -95, 49, 77, 0, 0),
        [3005] = Albers(3005, "NAD83 / BC Albers", 4269, 45, -126, 50, 58.5, 1000000),
        [3577] = Albers(3577, "GDA94 / Australian Albers", 4283, 0, 132, -18, -36, 0),
        [5070] = Albers(5070, "NAD83 / Conus Albers", 4269, 23, -96, 29.5, 45.5, 0),
        [3035] = System(3035, "ETRS89-extended / LAEA Europe", 4258, "Lambert_Azimuthal_Equal_Area", ("latitude_of_center", 52), ("longitude_of_center", 10), ("false_easting", 4321000), ("false_northing", 3210000)),
        [2193] = TransverseMercator(2193, "NZGD2000 / New Zealand Transverse Mercator 2000", 4167, 173, 1600000, 10000000),
        [3006] = TransverseMercator(3006, "SWEREF99 TM", 4619, 15, 500000, 0),
        [3067] = TransverseMercator(3067, "ETRS89 / TM35FIN(E,N)", 4258, 27, 500000, 0),
        [2180] = TransverseMercator(2180, "ETRF2000-PL / CS92", 9702, 19, 500000, -5300000, scale: 0.9993),
        [3765] = TransverseMercator(3765, "HTRS96 / Croatia TM", 4761, 16.5, 500000, 0, scale: 0.9999),
        [3763] = TransverseMercator(3763, "ETRS89 / Portugal TM06", 4258, -8.13310833333333, 0, 0, 39.6682583333333, 1),
        [6677] = TransverseMercator(6677, "JGD2011 / Japan Plane Rectangular CS IX", 6668, 139.833333333333, 0, 0, 36, 0.9999),
        [32145] = TransverseMercator(32145, "NAD83 / Vermont", 4269, -72.5, 500000, 0, 42.5, 0.999964286),
        [3413] = Polar(3413, "WGS 84 / NSIDC Sea Ice Polar Stereographic North", 70, -45),
        [3995] = Polar(3995, "WGS 84 / Arctic Polar Stereographic", 71, 0),
        [32661] = Polar(32661, "WGS 84 / UPS North (N,E)", 90, 0, 0.994, 2000000),
        [3031] = Polar(3031, "WGS 84 / Antarctic Polar Stereographic", -71, 0),
        [3395] = System(3395, "WGS 84 / World Mercator", 4326, "Mercator_1SP", ("latitude_of_origin", 0), ("central_meridian", 0), ("scale_factor", 1), ("false_easting", 0), ("false_northing", 0)),
        [6933] = System(6933, "WGS 84 / NSIDC EASE-Grid 2.0 Global", 4326, "Cylindrical_Equal_Area", ("standard_parallel_1", 30), ("central_meridian", 0), ("false_easting", 0), ("false_northing", 0)),
    }.ToFrozenDictionary();

    /// <summary>Well known systems that no formula brings to WGS 84 within a metre, and why.</summary>
    private static readonly FrozenDictionary<int, string> Refused = new Dictionary<int, string>
    {
        [27700] = "OSGB36 / British National Grid is tied to WGS 84 by a grid of shifts (OSTN15); formulas miss it by metres",
        [28992] = "Amersfoort / RD New is tied to WGS 84 by a grid of shifts (RDNAPTRANS); formulas miss it by decimetres to metres",
        [31467] = "DHDN / Gauss-Krüger is tied to WGS 84 by a grid of shifts (BETA2007); formulas miss it by metres",
        [3979] = "NAD83(CSRS) lies up to 1.5 m from WGS 84; EPSG:3978 is the same projection on NAD83",
        [4617] = "NAD83(CSRS) lies up to 1.5 m from WGS 84; EPSG:4269 is NAD83",
        [4267] = "NAD27 is tied to WGS 84 by grids of shifts (NADCON); formulas miss it by metres",
    }.ToFrozenDictionary();

    /// <summary>What can be named, for messages.</summary>
    public static string Known { get; } =
        "EPSG:4326, EPSG:3857, UTM zones (WGS 84 EPSG:32601-32660 and 32701-32760, ETRS89 EPSG:25828-25838, NAD83 EPSG:26901-26923, SIRGAS 2000 EPSG:31977-31985, GDA94 EPSG:28349-28356, GDA2020 EPSG:7849-7856), "
        + string.Join(", ", Geographic.Keys.Where(code => code != 4326).Concat(Projected.Keys).Order().Select(code => $"EPSG:{code}"));

    /// <summary>A system's WKT; null for a code that is not known.</summary>
    public static string? WktOf(int epsg) => epsg switch
    {
        >= 25828 and <= 25838 => Utm(epsg, "ETRS89", 4258, epsg - 25800),
        >= 26901 and <= 26923 => Utm(epsg, "NAD83", 4269, epsg - 26900),
        >= 31977 and <= 31985 => SouthernUtm(epsg, $"SIRGAS 2000 / UTM zone {epsg - 31960}S", 4674, epsg - 31960),
        >= 28349 and <= 28356 => SouthernUtm(epsg, $"GDA94 / MGA zone {epsg - 28300}", 4283, epsg - 28300),
        >= 7849 and <= 7856 => SouthernUtm(epsg, $"GDA2020 / MGA zone {epsg - 7800}", 7844, epsg - 7800),
        _ => Projected.GetValueOrDefault(epsg) ?? Geographic.GetValueOrDefault(epsg),
    };

    /// <summary>Why a well known system is not supported; null when there is nothing special to say.</summary>
    public static string? RefusalOf(int epsg) => epsg is >= 26701 and <= 26722 ? Refused[4267] : Refused.GetValueOrDefault(epsg);

    private static string GeographicSystem(string name, string datum, string spheroid, int datumCode, int code) =>
        $"GEOGCS[\"{name}\",DATUM[\"{datum}\",{spheroid},AUTHORITY[\"EPSG\",\"{datumCode}\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
        + $"UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"{code}\"]]";

    private static string Utm(int epsg, string datum, int geographic, int zone) =>
        TransverseMercator(epsg, $"{datum} / UTM zone {zone}N", geographic, (zone * 6) - 183, 500000, 0);

    private static string SouthernUtm(int epsg, string name, int geographic, int zone) =>
        TransverseMercator(epsg, name, geographic, (zone * 6) - 183, 500000, 10000000);

    private static string TransverseMercator(int epsg, string name, int geographic, double meridian, double easting, double northing, double latitude = 0, double scale = 0.9996) =>
        System(epsg, name, geographic, "Transverse_Mercator", ("latitude_of_origin", latitude), ("central_meridian", meridian), ("scale_factor", scale), ("false_easting", easting), ("false_northing", northing));

    private static string Conic(int epsg, string name, int geographic, double latitude, double meridian, double first, double second, double easting, double northing) =>
        System(epsg, name, geographic, "Lambert_Conformal_Conic_2SP", ("latitude_of_origin", latitude), ("central_meridian", meridian), ("standard_parallel_1", first), ("standard_parallel_2", second), ("false_easting", easting), ("false_northing", northing));

    private static string Albers(int epsg, string name, int geographic, double latitude, double meridian, double first, double second, double easting) =>
        System(epsg, name, geographic, "Albers_Conic_Equal_Area", ("latitude_of_center", latitude), ("longitude_of_center", meridian), ("standard_parallel_1", first), ("standard_parallel_2", second), ("false_easting", easting), ("false_northing", 0));

    private static string Polar(int epsg, string name, double trueScale, double meridian, double scale = 1, double falsePole = 0) =>
        System(epsg, name, 4326, "Polar_Stereographic", ("latitude_of_origin", trueScale), ("central_meridian", meridian), ("scale_factor", scale), ("false_easting", falsePole), ("false_northing", falsePole));

    private static string System(int epsg, string name, int geographic, string projection, params (string Name, double Value)[] parameters)
    {
        string values = string.Concat(parameters.Select(parameter => string.Create(CultureInfo.InvariantCulture, $",PARAMETER[\"{parameter.Name}\",{parameter.Value}]")));
        return $"PROJCS[\"{name}\",{Geographic[geographic]},PROJECTION[\"{projection}\"]{values},UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],"
            + $"AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH],AUTHORITY[\"EPSG\",\"{epsg}\"]]";
    }
}
