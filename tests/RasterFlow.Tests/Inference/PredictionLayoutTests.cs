using RasterFlow.Inference;
using RasterFlow.Tests.Zarr;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

public class PredictionLayoutTests
{
    [Fact]
    public void For_ChangeDetection_SpansAllTimeSteps()
    {
        RasterStoreLayout mosaic = ArrayMosaic.LayoutOf(700, 300, 2, 4);
        RasterStoreLayout layout = PredictionLayout.For(mosaic, InferenceActor.SemanticSegmentationChangeDetection, ["a", "b"], 2);
        layout.Times.ShouldBe([new DateOnly(2023, 1, 1)]);
        layout.TimeDeltaDays.ShouldBe([730]);
        (layout.BlockSize, layout.ChunkSize, layout.BlockCount).ShouldBe((512, 256, 2));
        (layout.SampleType, layout.Grid).ShouldBe((RasterSampleType.Float32, mosaic.Grid));
        layout.Bands.ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData(InferenceActor.SemanticSegmentation, PredictionOutput.Probabilities, "probabilities", 3)]
    [InlineData(InferenceActor.SemanticSegmentation, PredictionOutput.Logits, "logits", 3)]
    [InlineData(InferenceActor.SemanticSegmentationChangeDetection, PredictionOutput.Class, "class", 3)]
    [InlineData(InferenceActor.Regression, PredictionOutput.Probabilities, "values", 2)]
    public async Task For_Job_StoreSaysWhatItsSamplesAre(InferenceActor actor, PredictionOutput output, string name, int zarrFormat)
    {
        InferenceJob job = TestJobs.Job(["a", "b"], 2, actor, MergeMode.Clip, 64, 8) with { Output = output };
        CountingStore store = new();
        RasterStoreLayout layout = PredictionLayout.For(ArrayMosaic.LayoutOf(300, 300, 2, 4), job, 1) with { ZarrFormat = zarrFormat };

        await RasterStoreWriter.CreateAsync(store, "p", layout);

        PredictionContent content = (await RasterStoreReader.OpenAsync(store, "p")).Layout.Prediction!;
        content.Output.ShouldBe(name);
        content.Labels.ShouldBe(job.Labels);
    }

    [Fact]
    public void For_OtherActors_KeepsTheTimeSteps()
    {
        RasterStoreLayout mosaic = ArrayMosaic.LayoutOf(700, 300, 2, 4);
        PredictionLayout.For(mosaic, InferenceActor.Regression, ["a"], 1).Times.ShouldBe(mosaic.Times);
    }
}
