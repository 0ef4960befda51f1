using RasterFlow.Inference;
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

    [Fact]
    public void For_OtherActors_KeepsTheTimeSteps()
    {
        RasterStoreLayout mosaic = ArrayMosaic.LayoutOf(700, 300, 2, 4);
        PredictionLayout.For(mosaic, InferenceActor.Regression, ["a"], 1).Times.ShouldBe(mosaic.Times);
    }
}
