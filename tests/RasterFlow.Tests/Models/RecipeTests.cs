using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Inference;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Models;

/// <summary>Recipes against the published table: channels, labels, patch / clip / batch.</summary>
public sealed class RecipeTests
{
    [Theory]
    [InlineData("FTW", 8, "non_field_background,field,field_boundaries", 256, 32, 128, InferenceActor.SemanticSegmentation)]
    [InlineData("CHESAPEAKE_RSC", 4, "background,road", 512, 64, 256, InferenceActor.SemanticSegmentation)]
    [InlineData("TILE_2_NET", 3, "background,road,sidewalk,crosswalk", 256, 32, 128, InferenceActor.SemanticSegmentation)]
    [InlineData("META_CHM_V1", 3, "height", 224, 28, 64, InferenceActor.Regression)]
    public void Read_RecipeAndModel_GivesThePublishedSettings(string recipe, int channels, string labels, int patch, int clip, int batch, InferenceActor actor)
    {
        PredictOptions predict = Read(Job(recipe)).Predict!;

        predict.Features.Count.ShouldBe(channels);
        string.Join(',', predict.Labels).ShouldBe(labels);
        (predict.PatchSize, predict.ClipSize, predict.MaxBatchSize, predict.Actor).ShouldBe((patch, clip, batch, actor));
    }

    [Fact]
    public void Read_Ftw_StacksPlantingThenHarvestInTheModelsOrder() => Read(Job("FTW")).Predict!.Features.ShouldBe(
    [
        "s2med_planting:B04", "s2med_planting:B03", "s2med_planting:B02", "s2med_planting:B08",
        "s2med_harvest:B04", "s2med_harvest:B03", "s2med_harvest:B02", "s2med_harvest:B08",
    ]);

    [Fact]
    public void Recipes_EveryFeature_IsABandOfTheirDatasets()
    {
        foreach (Recipe recipe in RecipeCatalog.All)
        {
            JobDocument job = Read(Job(recipe.Name));
            string[] bands = [.. job.Datasets.Select(static name => DatasetCatalog.Find(name)!).SelectMany(static d => d.Bands.Select(d.LabelOf))];
            job.Predict!.Features.ShouldAllBe(feature => bands.Contains(feature), recipe.Name);
        }
    }

    [Fact]
    public void Read_Tile2Net_VectorizesAtItsOwnThresholdOnlyWhenAsked()
    {
        Read(Job("TILE_2_NET")).Vectorize.ShouldBeNull();
        JsonObject job = Job("TILE_2_NET");
        job["vectorize"] = new JsonObject();

        VectorizeOptions vectorize = Read(job).Vectorize!;

        vectorize.Threshold.ShouldBe(0.05);
        vectorize.Features.ShouldBe(["road", "sidewalk", "crosswalk"]);
    }

    [Fact]
    public void Read_WhatTheDocumentStates_BeatsTheRecipe()
    {
        JsonObject job = Job("ftw");
        job["predict"]!["patch_size"] = 128;
        job["predict"]!["clip_size"] = 16;
        job["datasets"] = new JsonArray("S2_MED_HARVEST", "S2_MED_PLANTING");

        JobDocument read = Read(job);

        (read.Recipe, read.Predict!.PatchSize, read.Predict.ClipSize, read.Predict.MaxBatchSize).ShouldBe(("FTW", 128, 16, 128));
        read.Datasets.ShouldBe(["S2_MED_HARVEST", "S2_MED_PLANTING"]);
    }

    [Fact]
    public void Read_UnknownRecipe_IsNamedWithThoseThatAre()
    {
        List<JobProblem> problems = [];
        JobDocumentReader.Read(Element(Job("FTX")), problems);
        JobProblem problem = problems.Single(static p => p.Field == "recipe");
        problem.Message.ShouldContain("FTX");
        problem.Message.ShouldContain("CHESAPEAKE_RSC");
    }

    [Fact]
    public void Read_RecipeWithoutModel_AsksForTheModelAlone()
    {
        JsonObject job = Job("FTW");
        job.Remove("predict");
        List<JobProblem> problems = [];
        JobDocumentReader.Read(Element(job), problems);
        problems.Select(static p => p.Field).ShouldBe(["predict.model_path"]);
    }

    private static JobDocument Read(JsonObject job)
    {
        List<JobProblem> problems = [];
        JobDocument document = JobDocumentReader.Read(Element(job), problems);
        problems.ShouldBeEmpty();
        return document;
    }

    private static JsonElement Element(JsonObject job) => JsonSerializer.SerializeToElement(job);

    private static JsonObject Job(string recipe) => new()
    {
        ["recipe"] = recipe,
        ["aoi"] = new JsonArray(-101, 37, -100, 38),
        ["scenes"] = "https://example.com/items.json",
        ["start"] = "2023-01-01",
        ["end"] = "2024-01-01",
        ["predict"] = new JsonObject { ["model_path"] = "https://example.com/model.onnx" },
    };
}
