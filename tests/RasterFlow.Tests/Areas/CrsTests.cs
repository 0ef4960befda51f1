using RasterFlow.Areas;

namespace RasterFlow.Tests.Areas;

public sealed class CrsTests
{
    private const string CustomLaea = """
        PROJCS["Alpine LAEA",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],
        PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["latitude_of_center",47],PARAMETER["longitude_of_center",10],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]
        """;

    [Fact]
    public void Parse_WktThatNamesAnEpsgCode_IsThatSystem()
    {
        string wkt = Crs.FromEpsg(3035).System.WKT;

        Crs.Parse(wkt).ShouldBe(Crs.FromEpsg(3035));
        Crs.Parse(wkt).ToString().ShouldBe("EPSG:3035");
    }

    [Fact]
    public void Parse_WktWithoutCode_RoundTripsThroughItsText()
    {
        Crs crs = Crs.Parse(CustomLaea);

        crs.Epsg.ShouldBe(0);
        Crs.Parse(crs.ToString()).ShouldBe(crs);
        crs.ShouldNotBe(Crs.Parse(CustomLaea.Replace("47", "48", StringComparison.Ordinal)));
    }

    [Fact]
    public void Apply_CustomWkt_PutsItsCentreAtZero()
    {
        (double x, double y) = new CrsTransform(Crs.Wgs84, Crs.Parse(CustomLaea)).Apply(10, 47);

        x.ShouldBe(0, 1e-6);
        y.ShouldBe(0, 1e-6);
    }

    [Theory]
    [InlineData(27700, "OSTN15")]
    [InlineData(28992, "RDNAPTRANS")]
    [InlineData(26714, "NAD27")]
    [InlineData(3979, "NAD83(CSRS)")]
    [InlineData(31467, "BETA2007")]
    [InlineData(32761, "EPSG:32761 is not supported")]
    [InlineData(32600, "EPSG:32600 is not supported")]
    public void FromEpsg_SystemThatNoFormulaReaches_IsRefusedByName(int epsg, string reason) =>
        Should.Throw<NotSupportedException>(() => Crs.FromEpsg(epsg)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("6378137,298.257223563", "6377563.396,299.3249646", "ellipsoid")]
    [InlineData("Lambert_Azimuthal_Equal_Area", "Krovak", "Krovak")]
    [InlineData("UNIT[\"metre\",1]", "UNIT[\"US survey foot\",0.304800609601219]", "not the metre")]
    [InlineData("298.257223563]", "298.257223563],TOWGS84[100,0,0,0,0,0,0]", "shifted")]
    [InlineData("WGS_1984", "NAD83_Canadian_Spatial_Reference_System", "its datum NAD83_Canadian_Spatial_Reference_System is none of those that lie within a metre of WGS 84")]
    [InlineData("WGS_1984", "Vietnam_2000", "its datum Vietnam_2000 is none")]
    [InlineData("WGS_1984", "D_unknown", "its datum D_unknown is none")]
    [InlineData("\"Greenwich\",0", "\"Paris\",2.33722917", "Paris")]
    [InlineData("\"false_northing\",0", "\"scale_factor\",0", "no usable number")]
    [InlineData("Lambert_Azimuthal_Equal_Area", "Mercator_2SP", "origin lies off the equator")]
    public void Parse_WktThatCannotBeRight_IsRefusedWithReason(string part, string instead, string reason)
    {
        CustomLaea.ShouldContain(part);

        Should.Throw<NotSupportedException>(() => Crs.Parse(CustomLaea.Replace(part, instead, StringComparison.Ordinal))).Message.ShouldContain(reason);
    }

    /// <summary>WKT of ESRI and GDAL without codes.</summary>
    [Theory]
    [InlineData("""GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]""", 4326)]
    [InlineData("""PROJCS["WGS_1984_UTM_Zone_14N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-99.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]""", 32614)]
    [InlineData("""PROJCS["anything",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH],EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"]]""", 3857)]
    [InlineData("""PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]""", 3857)]
    public void Parse_WktOfAWellKnownSystemWithoutCode_IsThatSystem(string wkt, int epsg) => Crs.Parse(wkt).ShouldBe(Crs.FromEpsg(epsg));

    /// <summary>On the ellipsoid the result would be 20 km off.</summary>
    [Fact]
    public void Parse_WebMercatorMoved_IsRefused() =>
        Should.Throw<NotSupportedException>(() => Crs.Parse("""PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",150],UNIT["metre",1]]"""))
            .Message.ShouldContain("web Mercator with parameters of its own");

    [Theory]
    [InlineData(3395, "mercator")]
    [InlineData(6933, "lambert_cylindrical_equal_area")]
    public void MappingName_OfCylinders_IsThatOfTheCfConventions(int epsg, string name)
    {
        Crs.FromEpsg(epsg).MappingName.ShouldBe(name);
        Crs.Parse(Crs.FromEpsg(epsg).System.WKT).ShouldBe(Crs.FromEpsg(epsg));
    }

    /// <summary>Beyond the map's upper edge lies nothing; poles are infinitely far on Mercator's.</summary>
    [Fact]
    public void Apply_BeyondACylindersEnds_IsInfinite()
    {
        double.IsInfinity(new CrsTransform(Crs.FromEpsg(6933), Crs.Wgs84).Apply(0, 7_400_000).Y).ShouldBeTrue();
        double.IsInfinity(new CrsTransform(Crs.Wgs84, Crs.FromEpsg(3395)).Apply(0, 90).Y).ShouldBeTrue();
    }

    [Theory]
    [InlineData("PROJCS[\"x\"")]
    [InlineData("PROJCRS[\"x\",BASEGEOGCRS[\"y\"]]")]
    [InlineData("[]")]
    [InlineData("somewhere")]
    public void Parse_NotASystem_IsRefused(string text) => Should.Throw<FormatException>(() => Crs.Parse(text));

    [Theory]
    [InlineData(4490)]
    [InlineData(4674)]
    [InlineData(7844)]
    public void FromEpsg_DegreesThatCoincideWithWgs84_AreTakenAsThem(int epsg)
    {
        Crs crs = Crs.FromEpsg(epsg);

        crs.IsGeographic.ShouldBeTrue();
        new CrsTransform(crs, Crs.Wgs84).Apply(-45.25, -12.5).ShouldBe((-45.25, -12.5));
        Crs.Parse(crs.System.WKT).ShouldBe(crs);
    }

    /// <summary>4294970331 is 3035 in 32 bits.</summary>
    [Fact]
    public void Parse_WktWithACodeThatIsNone_IsNotThatOf32Bits() =>
        Crs.Parse(Crs.FromEpsg(3035).System.WKT.Replace("\"3035\"", "\"4294970331\"", StringComparison.Ordinal)).Epsg.ShouldBe(0);

    /// <summary>The parser calls itself at each bracket: without a guard these texts end the process.</summary>
    [Theory]
    [InlineData("FITTED_CS[\"a\",", 100_000)]
    [InlineData("COMPD_CS(\"a\",", 100_000)]
    [InlineData("PROJCS[\"a\",", 1_000)]
    public void Parse_NestedWkt_IsRefused(string opening, int times) =>
        Should.Throw<FormatException>(() => Crs.Parse(string.Concat(Enumerable.Repeat(opening, times)) + new string(']', times)))
            .Message.ShouldContain(times > 1_000 ? "at most 16,384" : "nested too deeply");

    [Fact]
    public void Apply_OtherSideOfTheWorld_IsInfinite()
    {
        (double x, _) = new CrsTransform(Crs.Wgs84, Crs.FromEpsg(32633)).Apply(105, 0);

        double.IsInfinity(x).ShouldBeTrue();
    }

    [Fact]
    public void Apply_AcrossTheAntimeridian_StaysNearTheZone()
    {
        CrsTransform zone60 = new(Crs.FromEpsg(32601), Crs.FromEpsg(32660));
        (double x, double y) = new CrsTransform(Crs.Wgs84, Crs.FromEpsg(32601)).Apply(-180, 50);

        (double x60, double y60) = zone60.Apply(x, y);

        x60.ShouldBe(1_000_000 - x, 1e-6);
        y60.ShouldBe(y, 1e-6);
    }

    [Fact]
    public void Apply_Spans_EqualSinglePositions()
    {
        CrsTransform transform = new(Crs.FromEpsg(32633), Crs.FromEpsg(3035));
        double[] xs = [300_000, 500_000, 712_345.5];
        double[] ys = [5_000_000, 5_123_456.25, 7_000_000];
        (double X, double Y)[] expected = [.. xs.Zip(ys, transform.Apply)];

        transform.Apply(xs, ys);

        xs.Zip(ys).ShouldBe(expected);
    }
}
