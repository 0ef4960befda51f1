using System.Text.Json;
using RasterFlow.Jobs;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Jobs;

public class VectorizeFieldsTests
{
    [Fact]
    public void Read_EveryOption_ReachesTheJob()
    {
        VectorizeOptions options = Read("""
            {"features": ["field"], "threshold": 0.3, "connectivity": 8, "vectorize_config": {"stats": true, "medial_skeletonize": false},
             "post_processing": {"smooth": true, "simplify": 0.4, "min_score": 0.6, "fill_holes_m2": 500, "min_area_m2": 1000, "make_valid": true,
                                 "clip_to_aoi": true, "precision": 6, "max_vertices": 1266}}
            """, out List<JobProblem> problems)!;
        problems.ShouldBeEmpty();
        (options.Threshold, options.Connectivity, options.Rule, options.ClipToArea).ShouldBe((0.3, 8, LabelRule.Threshold, true));
        options.Processing.ShouldBe(new PolygonProcessing
        {
            Smooth = true,
            SimplifyPixels = 0.4,
            MinScore = 0.6,
            FillHolesM2 = 500,
            MinAreaM2 = 1000,
            MakeValid = true,
            PrecisionDecimals = 6,
            MaxVertices = 1266,
        });
    }

    [Fact]
    public void Read_NothingButFeatures_TakesTheDefaults()
    {
        VectorizeOptions options = Read("""{"features": ["field", "field_boundaries"]}""", out List<JobProblem> problems)!;
        problems.ShouldBeEmpty();
        (options.Threshold, options.Connectivity, options.Rule, options.Stats, options.CentreLines).ShouldBe((0.5, 4, LabelRule.Threshold, true, false));
        options.Processing.ShouldBe(new PolygonProcessing());
    }

    [Theory]
    [InlineData("""{"features": ["field"], "threshold": 1.5}""", "vectorize.threshold")]
    [InlineData("""{"features": ["field"], "threshold": -0.1}""", "vectorize.threshold")]
    [InlineData("""{"features": ["field"], "threshold": "high"}""", "vectorize.threshold")]
    [InlineData("""{"features": ["field"], "connectivity": 6}""", "vectorize.connectivity")]
    [InlineData("""{"features": ["field"], "rule": "argmax", "threshold": 0.5}""", "vectorize.threshold")]
    [InlineData("""{"features": ["field"], "rule": "best"}""", "vectorize.rule")]
    [InlineData("""{"features": ["lake"]}""", "vectorize.features")]
    [InlineData("""{"features": ["field"], "post_processing": {"simplify": 2}}""", "vectorize.post_processing.simplify")]
    [InlineData("""{"features": ["field"], "post_processing": {"max_vertices": 3}}""", "vectorize.post_processing.max_vertices")]
    [InlineData("""{"features": ["field"], "post_processing": {"precision": 99}}""", "vectorize.post_processing.precision")]
    [InlineData("""{"features": ["field"], "post_processing": {"min_area": 5}}""", "vectorize.post_processing.min_area")]
    [InlineData("""{"features": ["field"], "vectorize_config": {"stats": false}, "post_processing": {"min_score": 0.5}}""", "vectorize.post_processing.min_score")]
    [InlineData("""{"features": ["field"], "vectorize_config": {"medial_skeletonize": true}, "post_processing": {"smooth": true}}""", "vectorize.post_processing.smooth")]
    [InlineData("""{"features": ["field"], "crs": "store", "post_processing": {"precision": 6}}""", "vectorize.crs")]
    public void Read_WhatCannotBe_IsNamed(string json, string field)
    {
        Read(json, out List<JobProblem> problems);
        problems.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Fact]
    public void Read_SeveralProblems_NamesAll()
    {
        Read("""{"features": ["lake"], "threshold": 7, "connectivity": 5, "post_processing": {"simplify": -1}}""", out List<JobProblem> problems);
        problems.Select(problem => problem.Field).ShouldBe(
            ["vectorize.features", "vectorize.threshold", "vectorize.post_processing.simplify", "vectorize.connectivity"], ignoreOrder: true);
    }

    [Fact]
    public void Read_Regression_TakesThresholdsOutsideOfProbabilities()
    {
        Read("""{"features": ["field"], "threshold": 5}""", out List<JobProblem> problems, "REGRESSION")!.Threshold.ShouldBe(5);
        problems.ShouldBeEmpty();
    }

    private static VectorizeOptions? Read(string vectorize, out List<JobProblem> problems, string actor = "SEMANTIC_SEGMENTATION")
    {
        using JsonDocument json = JsonDocument.Parse($$"""
            {"aoi": [0, 0, 1, 1], "scenes": "https://example.com/stac", "datasets": ["S2_MED_WINDOWED_PIXEL"], "start": "2023-01-01", "end": "2024-01-01",
             "predict": {"model_path": "https://example.com/m.onnx", "features": ["s2med_windowed_pixel:B04"], "actor": "{{actor}}",
                         "labels": ["background", "field", "field_boundaries"]},
             "vectorize": {{vectorize}}}
            """);
        problems = [];
        return JobDocumentReader.Read(json.RootElement, problems).Vectorize;
    }
}
