using System.Text.Json.Nodes;

namespace RasterFlow.Client.Demo;

/// <summary>The job document of the demo: fields from two yearly composites of the simulated scenes.</summary>
public static class DemoJob
{
    /// <summary>The label of fields.</summary>
    public const string FieldLabel = "field";

    /// <summary>Makes the document.</summary>
    public static JsonObject Create(string aoi, string scenes, string model, int firstYear, int years) => new()
    {
        ["aoi"] = aoi,
        ["scenes"] = scenes,
        ["datasets"] = new JsonArray("S2_MED_WINDOWED_PIXEL"),
        ["start"] = $"{firstYear}-01-01",
        ["end"] = $"{firstYear + years}-01-01",
        ["block_size"] = 512,
        ["predict"] = new JsonObject
        {
            ["model_path"] = model,
            ["patch_size"] = 256,
            ["clip_size"] = 32,
            ["features"] = new JsonArray("s2med_windowed_pixel:B04", ":B03", ":B02", ":B08"),
            ["labels"] = new JsonArray("non_field_background", FieldLabel, "field_boundaries"),
            ["actor"] = "SEMANTIC_SEGMENTATION_CHANGE_DETECTION",
            ["max_batch_size"] = 16,
            ["merge_mode"] = "WEIGHTED_AVERAGE",
            ["xy_block_multiplier"] = 2,
        },
        ["vectorize"] = new JsonObject
        {
            ["features"] = new JsonArray(FieldLabel, "field_boundaries"),
            ["threshold"] = 0.5,
            ["vectorize_config"] = new JsonObject { ["stats"] = true },
        },
        ["tiles"] = new JsonObject
        {
            ["max_zoom"] = 14,
            ["layers"] = new JsonObject { [FieldLabel] = "fields", ["field_boundaries"] = "boundaries" },
        },
        ["catalog_table"] = "fields",
    };
}
