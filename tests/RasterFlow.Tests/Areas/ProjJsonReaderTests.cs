using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

/// <summary>Reference systems without an id, as PROJ writes them (golden/make_projjson.py).</summary>
public sealed class ProjJsonReaderTests
{
    private static readonly Dictionary<string, JsonElement> Cases = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Areas/golden/projjson_without_id.json")))
        .RootElement.EnumerateArray()
        .ToDictionary(static item => item.GetProperty("system").GetString()!, StringComparer.Ordinal);

    public static TheoryData<string> Systems => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Systems))]
    public void Read_WithoutId_ProjectsAsProjDoes(string system)
    {
        JsonElement item = Cases[system];

        Crs crs = ProjJsonReader.Read(item.GetProperty("crs"));

        crs.Epsg.ShouldBe(item.GetProperty("epsg").GetInt32());
        (double x, double y) = new CrsTransform(Crs.Wgs84, crs).Apply(item.GetProperty("longitude").GetDouble(), item.GetProperty("latitude").GetDouble());
        x.ShouldBe(item.GetProperty("x").GetDouble(), 0.001);
        y.ShouldBe(item.GetProperty("y").GetDouble(), 0.001);
    }

    /// <summary>What is written of a system without a code is that system when it is read.</summary>
    [Theory]
    [MemberData(nameof(Systems))]
    public void Write_WhatWasRead_ReadsAsTheSame(string system)
    {
        JsonElement item = Cases[system];
        Crs crs = ProjJsonReader.Read(item.GetProperty("crs"));

        Crs again = ProjJsonReader.Read(JsonSerializer.SerializeToElement(ProjJson.Of(crs)));

        (double x, double y) = new CrsTransform(Crs.Wgs84, again).Apply(item.GetProperty("longitude").GetDouble(), item.GetProperty("latitude").GetDouble());
        x.ShouldBe(item.GetProperty("x").GetDouble(), 0.001);
        y.ShouldBe(item.GetProperty("y").GetDouble(), 0.001);
    }

    [Theory]
    [InlineData("type", "\"EngineeringCRS\"", "its type EngineeringCRS")]
    [InlineData("conversion.method.id.code", "9813", "its projection 'Transverse Mercator' is none of")]
    [InlineData("conversion.parameters.0.id.code", "8813", "its parameter 'Latitude of natural origin' is none of Transverse Mercator")]
    [InlineData("conversion.parameters.0.unit", "\"radian\"", "is in radian, not in degrees")]
    [InlineData("conversion.parameters", "7", "incomplete or broken")]
    [InlineData("coordinate_system.axis.0.direction", "\"south\"", "points south")]
    [InlineData("coordinate_system.axis.0.unit", "{\"type\":\"LinearUnit\",\"name\":\"US survey foot\",\"conversion_factor\":0.304800609601219}", "has another unit than the one before")]
    [InlineData("coordinate_system.axis.0.unit", "\"unity\"", "is in unity, not in metres")]
    [InlineData("base_crs.datum_ensemble.ellipsoid.inverse_flattening", "299.3249646", "the EPSG registry ties its datum World_Geodetic_System_1984_ensemble to WGS 84 by no formula")]
    [InlineData("base_crs.datum_ensemble.ellipsoid", "{\"name\":\"ball\",\"radius\":6371000}", "its ellipsoid 'ball' is a sphere")]
    [InlineData("name", "\"\\\"],PROJECTION[\\\"Krovak\\\"]\"", null)]
    public void Read_ChangedDefinition_IsRefusedByName(string path, string value, string? reason)
    {
        JsonNode crs = JsonNode.Parse(Cases["EPSG:32614"].GetProperty("crs").GetRawText())!;
        string[] names = path.Split('.');
        JsonNode parent = names[..^1].Aggregate(crs, (node, name) => int.TryParse(name, out int index) ? node[index]! : node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        JsonElement changed = JsonSerializer.SerializeToElement(crs);

        if (reason is null)
        {
            ProjJsonReader.Read(changed).ShouldBe(Crs.FromEpsg(32614), "a name is a name, whatever is in it");
            return;
        }

        Should.Throw<NotSupportedException>(() => ProjJsonReader.Read(changed)).Message.ShouldContain(reason);
    }

    /// <summary>Some writers give degrees and metres as objects.</summary>
    [Fact]
    public void Read_UnitsAsObjects_AreConverted()
    {
        JsonNode crs = JsonNode.Parse(Cases["EPSG:32614"].GetProperty("crs").GetRawText())!;
        JsonNode meridian = crs["conversion"]!["parameters"]![1]!;
        meridian["value"] = -110;
        meridian["unit"] = JsonNode.Parse("""{"type":"AngularUnit","name":"grad","conversion_factor":0.015707963267949}""");

        ProjJsonReader.Read(JsonSerializer.SerializeToElement(crs)).ShouldBe(Crs.FromEpsg(32614));
    }
}
