using System.Text.Json;
using NSubstitute;
using RasterFlow.Areas;
using RasterFlow.Client.Staging;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Scenes;

/// <summary>A job document with the name of a place and a STAC API, through stager, reader and planner.</summary>
public sealed class PlaceJobTests
{
    private const string Scene = """
        {"type":"FeatureCollection","features":[{"type":"Feature","id":"S2A_14SKG","collection":"sentinel-2-l2a",
        "geometry":{"type":"Polygon","coordinates":[[[-102,37],[-100,37],[-100,38],[-102,38],[-102,37]]]},
        "properties":{"datetime":"2023-05-01T17:00:00Z","proj:epsg":32614,"eo:cloud_cover":5,"s2:mgrs_tile":"14SKG","s2:processing_baseline":"05.09"},
        "assets":{"B04":{"href":"https://sentinel2l2a01.blob.core.windows.net/c/B04.tif","proj:transform":[10,0,199980,0,-10,4200000]},
        "B03":{"href":"https://sentinel2l2a01.blob.core.windows.net/c/B03.tif","proj:transform":[10,0,199980,0,-10,4200000]},
        "B02":{"href":"https://sentinel2l2a01.blob.core.windows.net/c/B02.tif","proj:transform":[10,0,199980,0,-10,4200000]},
        "B08":{"href":"https://sentinel2l2a01.blob.core.windows.net/c/B08.tif","proj:transform":[10,0,199980,0,-10,4200000]},
        "SCL":{"href":"https://sentinel2l2a01.blob.core.windows.net/c/SCL.tif","proj:transform":[20,0,199980,0,-20,4200000]}}}]}
        """;

    [Fact]
    public async Task Plan_PlaceAndApi_GivesThePlanWithoutTokens()
    {
        await using ApiServer api = await ApiServer.StartAsync(Scene);
        FileObjectStore store = new(Directory.CreateTempSubdirectory("rasterflow-").FullName);
        List<JobProblem> problems = [];
        JobDocument document = JobDocumentReader.Read(Json("us/ks/Haskell County", api.Landing), problems);

        CheckedJob? job = await new JobChecker(api.Readers, new ModelStore(api.Readers, Substitute.For<IObjectStore>(), new ModelOptions()), 250_000).CheckAsync(document, problems);

        problems.ShouldBeEmpty();
        JobPlan plan = await new JobPlanner(store, Substitute.For<IRasterOpener>()).PlanAsync("job", "run", job!);
        plan.Mosaic.Grid.Crs.Epsg.ShouldBe(32614);
        AreaReader.FromBytes((await store.ReadAsync(plan.AreaKey))!, "aoi.parquet").Geometry.EqualsTopologically(PlaceReader.Outline("us/ks/haskell")).ShouldBeTrue();
        System.Text.Encoding.UTF8.GetString(plan.Mosaic.ToJson()).ShouldContain("https://sentinel2l2a01.blob.core.windows.net/c/B04.tif\"");
    }

    [Theory]
    [InlineData("us/ks/Haskel", "aoi", "'us/ks/Haskell'")]
    [InlineData("us/ks/Haskell", "scenes", "not valid JSON")]
    public async Task Plan_WhatIsWrong_IsAProblemOfItsField(string aoi, string field, string expected)
    {
        await using ApiServer api = await ApiServer.StartAsync("{");
        List<JobProblem> problems = [];

        (await new JobChecker(api.Readers, new ModelStore(api.Readers, Substitute.For<IObjectStore>(), new ModelOptions()), 250_000).CheckAsync(JobDocumentReader.Read(Json(aoi, api.Landing), problems), problems)).ShouldBeNull();

        problems.Single().Field.ShouldBe(field);
        problems.Single().Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Stage_NameOfAPlace_StaysUnlessAFileHasIt()
    {
        string folder = Directory.CreateTempSubdirectory("rasterflow-").FullName;
        JobStager stager = new(Substitute.For<IObjectStore>(), folder);
        (await stager.StageAsync(Json("us/ks/Haskell County", new Uri("https://example.com/v1")))).GetProperty("aoi").GetString().ShouldBe("us/ks/Haskell County");
        await Should.ThrowAsync<FileNotFoundException>(() => stager.StageAsync(Json("county.geojson", new Uri("https://example.com/v1"))));

        Directory.CreateDirectory(Path.Combine(folder, "us"));
        await File.WriteAllTextAsync(Path.Combine(folder, "us", "ks"), "{}");
        IObjectStore store = Substitute.For<IObjectStore>();
        store.GetUri(Arg.Any<string>()).Returns(new Uri("https://example.com/uploaded"));

        (await new JobStager(store, folder).StageAsync(Json("us/ks", new Uri("https://example.com/v1")))).GetProperty("aoi").GetString().ShouldBe("https://example.com/uploaded");
    }

    private static JsonElement Json(string aoi, Uri scenes) => JsonSerializer.SerializeToElement(new
    {
        aoi,
        scenes = scenes.AbsoluteUri,
        datasets = new[] { "S2_MED_WINDOWED_PIXEL" },

        // The scene's images cannot be reached from here.
        on_scene_failure = "skip",
        start = "2023-01-01",
        end = "2024-01-01",
    });
}
