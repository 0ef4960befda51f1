using System.Buffers;
using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

public class BlockPredictorTests
{
    [Theory]
    [InlineData(InferenceActor.SemanticSegmentation, MergeMode.WeightedAverage)]
    [InlineData(InferenceActor.SemanticSegmentationChangeDetection, MergeMode.Clip)]
    [InlineData(InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage)]
    [InlineData(InferenceActor.Regression, MergeMode.WeightedAverage)]
    public async Task PredictAsync_SmallMosaic_EqualsBruteForceInDouble(InferenceActor actor, MergeMode mode)
    {
        Random random = new(32);
        int[] samples = [.. Enumerable.Range(0, 2 * 3 * 31 * 37).Select(_ => random.Next(20) == 0 ? 0 : random.Next(1, 9000))];
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(37, 31, 2, 3), (t, b, y, x) => samples[(((((t * 3) + b) * 31) + y) * 37) + x]);
        InferenceJob job = TestJobs.Job(["B2", "B0", "B2"], 3, actor, mode, 12, 3);
        int channels = actor == InferenceActor.SemanticSegmentationChangeDetection ? 6 : 3;
        float[] whole = await TestJobs.PredictAsync(mosaic, job, new NeighbourModel(channels, 3), 16);
        BruteForcePrediction expected = new(mosaic, job);
        int steps = actor == InferenceActor.SemanticSegmentationChangeDetection ? 1 : 2;
        whole.Length.ShouldBe(steps * 3 * 31 * 37);
        for (int i = 0; i < whole.Length; i++)
        {
            double value = expected.At(i / (3 * 31 * 37), i / (31 * 37) % 3, i / 37 % 31, i % 37);
            double.IsNaN(value).ShouldBe(float.IsNaN(whole[i]));
            if (!double.IsNaN(value))
            {
                ((double)whole[i]).ShouldBe(value, 1e-5);
            }
        }
    }

    [Fact]
    public async Task ReadAsync_FeatureTwice_ReadsEachBandAndTimeOnce()
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(20, 20, 2, 3), (_, _, _, _) => 1);
        InferenceJob job = TestJobs.Job(["B1", "B0", "B1"], 2, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.Clip, 8, 2);
        BlockPredictor predictor = new(mosaic, job, PredictionLayout.For(mosaic.Layout, job.Actor, job.Labels, 1));
        using BlockInput input = await predictor.ReadAsync(new BlockIndex(0, 0, 0));
        mosaic.Reads.ShouldBe(4);
        predictor.Channels.ShouldBe(6);
    }

    [Fact]
    public async Task PredictAsync_NoDataInOneChannel_IsNaNThereAndNowhereElse()
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(30, 30, 2, 2), (t, b, y, x) => t == 1 && b == 1 && y == 4 && x == 5 ? 0 : 100);
        InferenceJob job = TestJobs.Job(["B0", "B1"], 2, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage, 10, 2);
        float[] whole = await TestJobs.PredictAsync(mosaic, job, new NeighbourModel(4, 2), 16);
        Enumerable.Range(0, whole.Length).Where(i => float.IsNaN(whole[i])).ShouldBe([(4 * 30) + 5, 900 + (4 * 30) + 5]);
    }

    [Fact]
    public async Task PredictAsync_NaNInAFloatMosaic_DoesNotSpreadToItsNeighbours()
    {
        RasterStoreLayout layout = ArrayMosaic.LayoutOf(30, 30, 1, 1, RasterSampleType.Float32);
        ArrayMosaic mosaic = new(layout, (_, _, y, x) => y == 4 && x == 5 ? double.NaN : y == 9 ? 0 : 100);
        InferenceJob job = TestJobs.Job(["B0"], 1, InferenceActor.Regression, MergeMode.WeightedAverage, 10, 2);
        float[] whole = await TestJobs.PredictAsync(mosaic, job, new NeighbourModel(1, 1), 16);
        Enumerable.Range(0, whole.Length).Where(i => float.IsNaN(whole[i])).ShouldBe([(4 * 30) + 5]);
    }

    [Fact]
    public async Task PredictAsync_EmptyCorner_RunsNoPatchThatSeesNoData()
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(64, 64, 1, 1), (_, _, y, x) => y < 8 && x < 8 ? 7 : 0);
        InferenceJob job = TestJobs.Job(["B0"], 2, InferenceActor.SemanticSegmentation, MergeMode.Clip, 8, 0);
        NeighbourModel model = new(1, 2);
        await TestJobs.PredictAsync(mosaic, job, model, 64);
        model.Patches.ShouldBe(1);
    }

    [Theory]
    [InlineData(3, 2, "takes 3 channels")]
    [InlineData(2, 5, "gives 5 classes")]
    public async Task PredictAsync_ModelDoesNotFit_SaysHow(int channels, int classes, string expected)
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(20, 20, 1, 2), (_, _, _, _) => 1);
        InferenceJob job = TestJobs.Job(["B0", "B1"], 2, InferenceActor.SemanticSegmentation, MergeMode.Clip, 8, 2);
        ModelMismatchException e = await Should.ThrowAsync<ModelMismatchException>(() => TestJobs.PredictAsync(mosaic, job, new NeighbourModel(channels, classes), 64));
        e.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task PredictAsync_Cancelled_Stops()
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(40, 40, 1, 1), (_, _, _, _) => 1);
        InferenceJob job = TestJobs.Job(["B0"], 2, InferenceActor.SemanticSegmentation, MergeMode.Clip, 8, 2);
        BlockPredictor predictor = new(mosaic, job, PredictionLayout.For(mosaic.Layout, job.Actor, job.Labels, 1));
        using BlockInput input = await predictor.ReadAsync(new BlockIndex(0, 0, 0));
        await Should.ThrowAsync<OperationCanceledException>(() => predictor.PredictAsync(input, new NeighbourModel(1, 2), new CancellationToken(true)));
    }
}
