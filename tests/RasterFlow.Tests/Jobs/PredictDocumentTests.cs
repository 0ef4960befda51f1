using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Inference;
using RasterFlow.Jobs;
using RasterFlow.Tests.Worker;

namespace RasterFlow.Tests.Jobs;

/// <summary>The part of a job document that says how the model runs.</summary>
public sealed class PredictDocumentTests
{
    [Fact]
    public void Read_OnlyWhatIsRequired_HasTheDefaults()
    {
        PredictOptions predict = Read(Job(static _ => { })).Document.Predict!;
        (predict.PatchSize, predict.ClipSize, predict.MaxBatchSize, predict.XyBlockMultiplier).ShouldBe((256, 32, 128, 4));
        (predict.Actor, predict.MergeMode, predict.Output).ShouldBe((InferenceActor.SemanticSegmentation, MergeMode.WeightedAverage, PredictionOutput.Probabilities));
        predict.Device.ShouldBeNull();
        predict.Transform.ShouldBeNull();
    }

    [Fact]
    public void Read_TransformAndOutput_AreTaken()
    {
        PredictOptions predict = Read(Job(static predict =>
        {
            predict["transform"] = JsonNode.Parse("""{"scale": 0.0001, "min": 0, "max": 1, "mean": [0.1, 0.2], "std": [0.5, 0.25]}""");
            predict["output"] = "class";
            predict["device"] = "tensorrt";
        })).Document.Predict!;
        predict.Output.ShouldBe(PredictionOutput.Class);
        predict.Device.ShouldBe("tensorrt");
        InputTransform transform = predict.Transform.ShouldNotBeNull();
        transform.Scale.ShouldBe([0.0001f]);
        transform.Mean.ShouldBe([0.1f, 0.2f]);
        transform.Std.ShouldBe([0.5f, 0.25f]);
        transform.Offset.ShouldBeEmpty();
        (transform.Min, transform.Max).ShouldBe((0f, 1f));
    }

    [Fact]
    public void Read_TransformWithMistakes_NamesThemAll()
    {
        IEnumerable<string> fields = Read(Job(static predict =>
            predict["transform"] = JsonNode.Parse("""{"scale": "big", "mean": [1, "x"], "std": [], "offset": 1e300, "sigma": 1}"""))).Problems.Select(static p => p.Field);
        fields.ShouldBe(
            ["predict.transform.scale", "predict.transform.offset", "predict.transform.mean", "predict.transform.std", "predict.transform.sigma"], ignoreOrder: true);
    }

    [Fact]
    public void Read_PolygonsOfClassNumbers_AreRefused()
    {
        JsonObject job = Job(static predict => predict["output"] = "class");
        job["vectorize"] = JsonNode.Parse("""{"features": ["field"]}""");
        Read(job).Problems.ShouldHaveSingleItem().Field.ShouldBe("vectorize");
    }

    [Fact]
    public void Check_DocumentAgainstTheModel_NamesEveryMisfitAtOnce()
    {
        (JobDocument document, List<JobProblem> problems) = Read(Job(static predict =>
        {
            predict["max_batch_size"] = 2;
            predict["transform"] = JsonNode.Parse("""{"mean": [1, 2, 3]}""");
        }));
        problems.ShouldBeEmpty();
        PredictChecks.Check(document, OnnxSignature.Read(OnnxModels.Conv(5, 4, 3, batch: 3, patch: 128)), problems);
        problems.Select(static p => p.Field).ShouldBe(
            ["predict.features", "predict.labels", "predict.patch_size", "predict.max_batch_size", "predict.transform.mean"], ignoreOrder: true);
    }

    private static (JobDocument Document, List<JobProblem> Problems) Read(JsonObject job)
    {
        List<JobProblem> problems = [];
        JobDocument document = JobDocumentReader.Read(JsonSerializer.SerializeToElement(job), problems);
        return (document, problems);
    }

    private static JsonObject Job(Action<JsonObject> change)
    {
        JsonObject predict = JsonNode.Parse("""
            {"model_path": "https://models.example/m.onnx", "features": ["s2med_windowed_pixel:B04", ":B08"], "labels": ["background", "field"]}
            """)!.AsObject();
        change(predict);
        return new JsonObject
        {
            ["aoi"] = new JsonArray(10.0, 50.0, 10.1, 50.1),
            ["scenes"] = "https://scenes.example/items.json",
            ["datasets"] = new JsonArray("S2_MED_WINDOWED_PIXEL"),
            ["start"] = "2023-01-01",
            ["end"] = "2025-01-01",
            ["predict"] = predict,
        };
    }
}
