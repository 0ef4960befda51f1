using System.Globalization;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

/// <summary>The datums that are taken for WGS 84, against what PROJ does with every one of the EPSG registry on its ellipsoid or GRS 80 (golden/make_datums.py).</summary>
public sealed class CrsDatumTests
{
    private static readonly (string Datum, double? Metres, string[] Others)[] Datums = [.. File.ReadLines(Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Areas/golden/datums.csv"))
        .Skip(1)
        .Select(line => line.Split(','))
        .Select(parts => (parts[0], parts[1].Length == 0 ? (double?)null : double.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Split('|')))];

    [Fact]
    public void CoincideWithWgs84_WhatProjMovesByLessThanAMetre_DoesByEachName() =>
        Datums.Where(item => item.Metres < 1).SelectMany(item => item.Others.Prepend(item.Datum)).Where(name => !CrsDatums.CoincideWithWgs84(name)).ShouldBeEmpty();

    [Fact]
    public void CoincideWithWgs84_WhatProjMovesByMore_DoesByNoName()
    {
        string[] moved = [.. Datums.Where(item => item.Metres >= 1).SelectMany(item => item.Others.Prepend(item.Datum))];

        moved.Length.ShouldBeGreaterThan(30);
        moved.Where(CrsDatums.CoincideWithWgs84).ShouldBeEmpty();
    }

    /// <summary>Datums that PROJ knows no way from: the global frames are WGS 84's own, all others may lie anywhere.</summary>
    [Theory]
    [InlineData("China_2000", true)]
    [InlineData("International Terrestrial Reference Frame 2000", true)]
    [InlineData("IGb14", true)]
    [InlineData("HS2 Intermediate Reference Frame", false)]
    [InlineData("NAD83 (National Spatial Reference System PA11)", false)]
    [InlineData("North_American_Datum_of_1983_CSRS_version_7", false)]
    [InlineData("Not_specified_based_on_GRS_1980_ellipsoid", false)]
    [InlineData("World Geodetic System 1984 (G2296)", true)]
    [InlineData("D_WGS_1984", true)]
    [InlineData("wgs 84", true)]
    [InlineData("", false)]
    public void CoincideWithWgs84_Others_IsWhatTheirDefinitionSays(string name, bool coincides) => CrsDatums.CoincideWithWgs84(name).ShouldBe(coincides);

    /// <summary>As gdalsrsinfo -o wkt1 writes EPSG:2100: it says nothing about the 287 m between GGRS87 and WGS 84.</summary>
    [Fact]
    public void Parse_GreekGrid_IsRefusedByItsDatum() =>
        Should.Throw<NotSupportedException>(() => Crs.Parse("""PROJCS["GGRS87 / Greek Grid",GEOGCS["GGRS87",DATUM["Greek_Geodetic_Reference_System_1987",SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],AUTHORITY["EPSG","6121"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4121"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",24],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","2100"]]"""))
            .Message.ShouldContain("Greek_Geodetic_Reference_System_1987 is none of those that lie within a metre of WGS 84");
}
