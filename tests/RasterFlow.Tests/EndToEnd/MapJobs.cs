using System.Text.Json.Nodes;
using RasterFlow.Tests.Worker;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>
/// Jobs whose predictions are of another kind than the demo's, on the same scenes. The models are one product of bands each: leaves are bright in the near infrared
/// and dark in red.
/// </summary>
internal sealed class MapJobs(ServiceFixture service)
{
    private const int Channels = 4; // B04, B03, B02, B08

    /// <summary>A prediction and polygons of each year, the polygons in a layer whose name has a comma.</summary>
    public async Task<string> RunYearlyAsync()
    {
        JsonObject job = await SegmentAsync("probabilities");
        job["vectorize"]!["features"] = new JsonArray("field");
        job["tiles"] = new JsonObject { ["min_zoom"] = 0, ["max_zoom"] = 13, ["layers"] = new JsonObject { ["field"] = "fields, by year" } };
        return (await service.RunJobAsync(job, "map-yearly")).Id;
    }

    /// <summary>A prediction of each year that holds class numbers or logits; no polygons.</summary>
    public async Task<string> RunAsync(string output)
    {
        JsonObject job = await SegmentAsync(output);
        job.Remove("vectorize");
        job.Remove("tiles");
        return (await service.RunJobAsync(job, $"map-{output}")).Id;
    }

    /// <summary>A hundredth of the near infrared, as a value.</summary>
    public async Task<string> RunRegressionAsync()
    {
        JsonObject job = await SegmentAsync("probabilities");
        job.Remove("vectorize");
        job.Remove("tiles");
        job["predict"]!["actor"] = "REGRESSION";
        job["predict"]!["labels"] = new JsonArray("near infrared");
        job["predict"]!["model_path"] = await WriteModelAsync("map-values", 1, [0, 0, 0, 0.01f]);
        return (await service.RunJobAsync(job, "map-values")).Id;
    }

    private async Task<JsonObject> SegmentAsync(string output)
    {
        JsonObject job = service.CreateJob();
        job.Remove("catalog_table");
        job["predict"]!["actor"] = "SEMANTIC_SEGMENTATION";
        job["predict"]!["output"] = output;
        float[] background = [2.2f / 300, 0, 0, -1f / 300];
        float[] boundary = [0, 1f / 2000, 0, 0];
        job["predict"]!["model_path"] = await WriteModelAsync("map-classes", 3, [.. background, .. background.Select(static weight => -weight), .. boundary]);
        return job;
    }

    private async Task<string> WriteModelAsync(string name, int classes, float[] weights)
    {
        string path = Path.Combine(service.Folder, name + ".onnx");
        await File.WriteAllBytesAsync(path, OnnxModels.Conv(Channels, classes, 1, weights));
        return path;
    }
}
