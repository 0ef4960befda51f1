using System.Text.Json.Nodes;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>A whole job from a recipe and a user's ONNX file, by the command line.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class RecipeJobTests(ServiceFixture service)
{
    [Fact]
    public async Task Run_FtwWithASmallModel_PredictsFromPlantingAndHarvest()
    {
        JsonObject job = service.CreateJob();
        job.Remove("datasets");
        job["recipe"] = "FTW";
        job["end"] = "2024-01-01";
        job["predict"] = new JsonObject { ["model_path"] = ServiceFixture.Model, ["patch_size"] = 128, ["clip_size"] = 16, ["xy_block_multiplier"] = 1 };
        job["vectorize"] = new JsonObject();

        FinishedJob done = await service.RunJobAsync(job, "recipe-ftw");

        RasterStoreReader prediction = await RasterStoreReader.OpenAsync(new FileObjectStore(done.Folder), "prediction.zarr");
        prediction.Layout.Bands.ShouldBe(["non_field_background", "field", "field_boundaries"]);
        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(new FileObjectStore(done.Folder), "mosaic.zarr");
        mosaic.Layout.Bands.ShouldContain("s2med_planting:B04");
        mosaic.Layout.Bands.ShouldContain("s2med_harvest:B08");
        Directory.EnumerateFiles(Path.Combine(done.Folder, "vectors"), "*.parquet").ShouldNotBeEmpty();
    }
}
