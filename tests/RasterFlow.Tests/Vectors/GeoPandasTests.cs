using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>Part files and their reference systems as geopandas and PROJ read them.</summary>
public sealed class GeoPandasTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("geopandas-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(4326)]
    [InlineData(32614)]
    public async Task File_ReadByGeopandas_HasItsRowsAndReferenceSystem(int epsg)
    {
        await Python.RequireAsync("geopandas");
        Crs crs = Crs.FromEpsg(epsg);
        string path = Path.Combine(_folder, "part.parquet");
        await using (FileStream stream = File.Create(path))
        {
            await GeoParquetWriter.WriteAsync(stream, [.. GeoParquetSamples.Few.Select(new VectorPlacement(crs.ToString()).Place)], crs);
        }

        string rows = Path.Combine(_folder, "rows.json");
        await File.WriteAllTextAsync(rows, (await Node.RunAsync("hyparquet.mjs", path)).GetRawText());

        JsonElement frame = await Python.RunAsync("geopandas_reader.py", path, rows);

        frame.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).ShouldBe(GeoParquetSamples.Few.Select(feature => feature.Label));
        frame.GetProperty("valid").GetBoolean().ShouldBeTrue();
        string?[] authority = [.. frame.GetProperty("authority").EnumerateArray().Select(part => part.GetString())];
        authority.ShouldBe(epsg == 4326 ? ["OGC", "CRS84"] : ["EPSG", $"{epsg}"]);
        double[] degrees = [.. frame.GetProperty("degrees").EnumerateArray().Select(bound => bound.GetDouble())];
        double[] expected = [-101, 37.25, -99.9, 38.1];
        degrees.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    /// <summary>Every kind of projection that a grid may have, at a place in its area of use.</summary>
    [SkippableFact]
    public async Task ProjJson_ReadByProj_IsTheSystemOfItsCode()
    {
        await Python.RequireAsync("pyproj");
        (int Epsg, double Longitude, double Latitude)[] systems =
        [
            (3857, 10, 50), (32614, -100, 38), (32733, 16, -30), (25832, 10, 50), (26914, -100, 40), (2154, 4, 47), (3034, 12, 50), (3347, -95, 60), (3978, -95, 60),
            (3005, -125, 52), (3577, 135, -25), (5070, -98, 38), (3035, 12, 50), (2193, 174, -40), (3413, -40, 75), (3031, 20, -80), (4258, 10, 50), (4269, -100, 40),
            (3395, 20, 60), (6933, 20, 60), (32661, 20, 80), (3995, 20, 80),
        ];
        JsonArray asked = [.. systems.Select(system => new JsonObject
        {
            ["epsg"] = system.Epsg,
            ["longitude"] = system.Longitude,
            ["latitude"] = system.Latitude,
            ["crs"] = JsonNode.Parse(GeoParquetMetadata.Write("g", [], new Envelope(), covered: false, Crs.FromEpsg(system.Epsg)))!["columns"]!["g"]!["crs"]!.DeepClone(),
        })];
        string file = Path.Combine(_folder, "systems.json");
        await File.WriteAllTextAsync(file, asked.ToJsonString());

        JsonElement[] answers = [.. (await Python.RunAsync("projjson.py", file)).EnumerateArray()];

        answers.Select(answer => answer.GetProperty("epsg").GetInt32()).ShouldBe(systems.Select(system => system.Epsg));
        answers.ShouldAllBe(answer =>
            Math.Abs(answer.GetProperty("x").GetDouble() - answer.GetProperty("expected_x").GetDouble()) < 1e-6
            && Math.Abs(answer.GetProperty("y").GetDouble() - answer.GetProperty("expected_y").GetDouble()) < 1e-6);
    }
}
