using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

/// <summary>Grids' systems in WKT 2, as PROJ writes it (golden/make_wkt2.py).</summary>
public sealed class Wkt2ReaderTests
{
    private const string Utm = """PROJCRS["zone",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]]],CONVERSION["UTM zone 33N",METHOD["Transverse Mercator"],PARAMETER["Latitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Longitude of natural origin",15,ANGLEUNIT["degree",0.0174532925199433]],PARAMETER["Scale factor at natural origin",0.9996,SCALEUNIT["unity",1]],PARAMETER["False easting",500000,LENGTHUNIT["metre",1]],PARAMETER["False northing",0,LENGTHUNIT["metre",1]]],CS[Cartesian,2],AXIS["easting",east],AXIS["northing",north],LENGTHUNIT["metre",1]]""";

    private static readonly JsonElement[] Cases = [.. JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Areas/golden/wkt2.json")))
        .RootElement.EnumerateArray()];

    public static TheoryData<int> Supported => [.. Enumerable.Range(0, Cases.Length).Where(static i => Cases[i].GetProperty("epsg").ValueKind is JsonValueKind.Number)];

    public static TheoryData<int> Refused => [.. Enumerable.Range(0, Cases.Length).Where(static i => Cases[i].GetProperty("epsg").ValueKind is JsonValueKind.Null)];

    [Theory]
    [MemberData(nameof(Supported))]
    public void Parse_Wkt2_ProjectsAsProjDoes(int index)
    {
        JsonElement item = Cases[index];

        Crs crs = Crs.Parse(item.GetProperty("wkt").GetString()!);

        crs.Epsg.ShouldBeOneOf(item.GetProperty("epsg").GetInt32(), CodeOf(item));
        Crs.Parse(crs.ToString()).ShouldBe(crs, "a plan keeps the system as text");
        (double x, double y) = new CrsTransform(Crs.Wgs84, crs).Apply(item.GetProperty("longitude").GetDouble(), item.GetProperty("latitude").GetDouble());
        x.ShouldBe(item.GetProperty("x").GetDouble(), 0.001);
        y.ShouldBe(item.GetProperty("y").GetDouble(), 0.001);
    }

    /// <summary>Another datum, feet, and the oblique Mercator: good for outlines, not for grids.</summary>
    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_Wkt2OfNoGrid_IsRefusedByName(int index) =>
        Should.Throw<NotSupportedException>(() => Crs.Parse(Cases[index].GetProperty("wkt").GetString()!)).Message.ShouldContain("The coordinate reference system '");

    [Theory]
    [InlineData(Utm, null)]
    [InlineData("PROJCRS[\"zone\"", "At character 15 the bracket of PROJCRS is not closed")]
    [InlineData("PROJCRS[\"zone]", "The text from character 10 on has no end")]
    [InlineData("PROJCRS[]", "At character 9 a value is expected")]
    [InlineData("PROJCRS[\"zone\"]", "PROJCRS has no CONVERSION")]
    [InlineData("PROJCRS[7]", "PROJCRS has no CONVERSION")]
    [InlineData("GEOGCRS[7,DATUM[\"d\",ELLIPSOID[\"e\",1,2]]]", "GEOGCRS has no text as value 1")]
    [InlineData("GEOGCRS[\"g\",DATUM[\"d\",ELLIPSOID[\"e\",\"f\",2]]]", "ELLIPSOID has no number as value")]
    [InlineData("GEOGCRS[\"g\"] and more", "follows the end of GEOGCRS")]
    public void Parse_BrokenWkt2_SaysWhere(string wkt, string? reason)
    {
        if (reason is null)
        {
            Crs.Parse(wkt).ShouldBe(Crs.FromEpsg(32633));
            return;
        }

        Should.Throw<FormatException>(() => Crs.Parse(wkt)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Parse_VerticalSystem_IsRefusedByKind() =>
        Should.Throw<NotSupportedException>(() => Crs.Parse("VERTCRS[\"EGM2008\",VDATUM[\"EGM2008\"]]")).Message.ShouldContain("is a VERTCRS; PROJCRS and GEOGCRS are supported");

    [Fact]
    public void Parse_NestedWithoutEnd_IsRefusedBeforeItIsParsed() =>
        Should.Throw<FormatException>(() => Crs.Parse(string.Concat(Enumerable.Repeat("PROJCRS[", 1000)))).Message.ShouldContain("nested too deeply");

    /// <summary>Cut or changed anywhere it is read or refused, never another exception.</summary>
    [Fact]
    public void Parse_MutatedWkt2_NeverFailsOtherwise()
    {
        Random random = new(5);
        for (int i = 0; i < 2000; i++)
        {
            char[] text = Cases[random.Next(Cases.Length)].GetProperty("wkt").GetString()!.ToCharArray();
            for (int change = random.Next(4); change >= 0; change--)
            {
                text[random.Next(7, text.Length)] = "[](),\"1e.A -"[random.Next(12)];
            }

            string wkt = new(text, 0, random.Next(8) == 0 ? random.Next(9, text.Length) : text.Length);
            try
            {
                Crs.Parse(wkt);
            }
            catch (Exception e) when (e is FormatException or NotSupportedException)
            {
                e.Message.ShouldNotBeEmpty();
            }
        }
    }

    private static int CodeOf(JsonElement item) => item.GetProperty("system").GetString() is ['E', 'P', 'S', 'G', ':', .. string code] ? int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) : 0;
}
