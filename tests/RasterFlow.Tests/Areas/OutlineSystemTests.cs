using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

/// <summary>Systems that outlines come in but no grid is made of: other datums, meridians and projections, against PROJ (golden/make_outline_systems.py).</summary>
public sealed class OutlineSystemTests
{
    private const double MetresPerDegree = 111_320;

    private static readonly Dictionary<string, JsonElement> Cases = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Areas/golden/outline_systems.json")))
        .RootElement.EnumerateArray()
        .ToDictionary(static item => item.GetProperty("system").GetString()!, StringComparer.Ordinal);

    /// <summary>Where PROJ prefers another way than the one with the smallest stated error: how far apart they may lie, in metres.</summary>
    private static readonly Dictionary<string, double> OtherWays = new() { ["EPSG:5514"] = 0.1, ["EPSG:3844"] = 0.1, ["EPSG:20255"] = 0.5, ["EPSG:31467"] = 1, ["EPSG:29192"] = 1 };

    public static TheoryData<string> Systems => [.. Cases.Keys];

    /// <summary>To a centimetre, for which the datum's shift and the projection must both be right.</summary>
    [Theory]
    [MemberData(nameof(Systems))]
    public void Read_AnySystem_LiesWhereProjPutsIt(string system)
    {
        JsonElement item = Cases[system];
        (double longitude, double latitude) = (item.GetProperty("longitude").GetDouble(), item.GetProperty("latitude").GetDouble());
        Crs crs = ProjJsonReader.Read(item.GetProperty("crs"));

        (double x, double y) = new CrsTransform(crs, Crs.Wgs84).Apply(item.GetProperty("x").GetDouble(), item.GetProperty("y").GetDouble());

        double metres = double.Hypot((x - longitude) * Math.Cos(double.DegreesToRadians(latitude)), y - latitude) * MetresPerDegree;
        metres.ShouldBeLessThan(OtherWays.GetValueOrDefault(system, 0.01));
    }

    /// <summary>Both directions, so that an outline which is written in such a system comes back.</summary>
    [Theory]
    [MemberData(nameof(Systems))]
    public void Apply_ThereAndBack_ComesBack(string system)
    {
        JsonElement item = Cases[system];
        Crs crs = ProjJsonReader.Read(item.GetProperty("crs"));
        (double longitude, double latitude) = (item.GetProperty("longitude").GetDouble(), item.GetProperty("latitude").GetDouble());

        (double x, double y) = new CrsTransform(Crs.Wgs84, crs).Apply(longitude, latitude);
        (double backX, double backY) = new CrsTransform(crs, Crs.Wgs84).Apply(x, y);

        backX.ShouldBe(longitude, 1e-7);
        backY.ShouldBe(latitude, 1e-7);
    }

    /// <summary>None of them is a grid's: pixels need more than metres.</summary>
    [Theory]
    [InlineData(27700)]
    [InlineData(28992)]
    [InlineData(31467)]
    [InlineData(2056)]
    public void FromEpsg_OfAGrid_IsStillRefused(int epsg) => Should.Throw<NotSupportedException>(() => Crs.FromEpsg(epsg));

    [Theory]
    [InlineData("source_crs.base_crs.datum.ellipsoid", """{"name":"Moon","semi_major_axis":1737400,"inverse_flattening":1000}""", "its ellipsoid Moon is none of the earth")]
    [InlineData("target_crs.name", "\"ETRS89\"", "it is bound to 'ETRS89', not to WGS 84")]
    [InlineData("transformation.method.name", "\"NTv2\"", "it is bound to WGS 84 by 'NTv2', which is neither three nor seven parameters")]
    [InlineData("transformation.parameters.0.unit", "\"degree\"", "a parameter of its transformation is in degree")]
    public void Read_BoundSystemOfNoUse_IsRefusedByName(string path, string value, string reason)
    {
        JsonNode crs = JsonNode.Parse(Cases.Single(static pair => pair.Key.StartsWith("+proj", StringComparison.Ordinal)).Value.GetProperty("crs").GetRawText())!;
        string[] names = path.Split('.');
        JsonNode parent = names[..^1].Aggregate(crs, static (node, name) => int.TryParse(name, out int index) ? node[index]! : node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);

        Should.Throw<NotSupportedException>(() => ProjJsonReader.Read(JsonSerializer.SerializeToElement(crs))).Message.ShouldContain(reason);
    }

    [Fact]
    public void Read_DatumThatNoFormulaTiesToWgs84_IsRefusedByName()
    {
        JsonNode crs = JsonNode.Parse(Cases["EPSG:28992"].GetProperty("crs").GetRawText())!;
        crs["base_crs"]!["datum"]!["name"] = "Xian 1980";

        Should.Throw<NotSupportedException>(() => ProjJsonReader.Read(JsonSerializer.SerializeToElement(crs)))
            .Message.ShouldContain("the EPSG registry ties its datum Xian_1980 to WGS 84 by no formula. Transform the data");
    }
}
