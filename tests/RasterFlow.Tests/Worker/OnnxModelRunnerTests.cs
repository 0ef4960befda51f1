using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Inference;

namespace RasterFlow.Tests.Worker;

public sealed class OnnxModelRunnerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");

    private static InferenceJob Job { get; } =
        TestJobs.Job(["B0", "B1"], 2, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage, 32, 5, 16);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Run_PointwiseConv_EqualsTheSumOverChannels()
    {
        float[] weights = [0.5f, -2f, 3f, 0.25f];
        using OnnxModelRunner runner = Load(OnnxModels.Conv(2, 2, 1, weights), Job);
        float[] input = [.. Enumerable.Range(0, 3 * 2 * 16).Select(i => (float)i)];
        float[] output = new float[input.Length];
        runner.Run(input, output, 3, 4);
        for (int i = 0; i < output.Length; i++)
        {
            (int image, int label, int pixel) = (i / 32, i / 16 % 2, i % 16);
            output[i].ShouldBe((weights[label * 2] * input[(image * 32) + pixel]) + (weights[(label * 2) + 1] * input[(image * 32) + 16 + pixel]), 1e-4f);
        }

        (runner.InputChannels, runner.OutputChannels, runner.Device, runner.FixedBatch).ShouldBe((2, 2, "cpu", 1));
    }

    [Theory]
    [InlineData(7, 23, MergeMode.WeightedAverage)]
    [InlineData(64, 100, MergeMode.WeightedAverage)]
    [InlineData(33, 64, MergeMode.Clip)]
    public async Task PredictAsync_RealRuntime_SameBitsForEveryBlockSize(int one, int other, MergeMode mode)
    {
        InferenceJob job = Job with { MergeMode = mode };
        ArrayMosaic mosaic = new(
            ArrayMosaic.LayoutOf(90, 70, 2, 2), (t, b, y, x) => (x / 11) + (y / 13) == 7 ? 0 : 1 + ((uint)HashCode.Combine(x, y, t, b) % 9000));
        using OnnxModelRunner runner = Load(OnnxModels.Conv(4, 2, 5), job);
        float[] first = await TestJobs.PredictAsync(mosaic, job, runner, one);
        float[] second = await TestJobs.PredictAsync(mosaic, job with { MaxBatchSize = 3 }, runner, other);
        MemoryMarshal.Cast<float, int>(first).SequenceEqual(MemoryMarshal.Cast<float, int>(second)).ShouldBeTrue();
        first.Distinct().Count().ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void Load_FixedShapes_AreTakenOrRefused()
    {
        using OnnxModelRunner runner = Load(OnnxModels.Conv(4, 2, 3, batch: 2, patch: 32), Job);
        runner.FixedBatch.ShouldBe(2);
        Should.Throw<ModelMismatchException>(() => Load(OnnxModels.Conv(4, 2, 3, patch: 64), Job)).Message.ShouldContain("takes patches of 64 pixels");
        Should.Throw<ModelMismatchException>(() => Load(OnnxModels.Conv(4, 2, 3, batch: 17), Job)).Message.ShouldContain("fixed batch of 17");
    }

    [Fact]
    public void Load_NotAModel_SaysWhichOne() =>
        Should.Throw<ModelMismatchException>(() => Load([1, 2, 3, 4], Job)).Message.ShouldContain("models/m.onnx could not be loaded");

    [Fact]
    public void ProbeModel_OnTheProcessor_Loads()
    {
        using InferenceSession session = new(Convert.FromBase64String(InferenceDevice.ProbeModel));
        session.OutputNames.ShouldBe(["y"]);
    }

    [Fact]
    public void Detect_CpuRequested_IsCpuForEveryJob()
    {
        InferenceDevice device = InferenceDevice.Detect("cpu", NullLogger.Instance);
        (device.Name, device.For(null), device.For("cuda")).ShouldBe(("cpu", "cpu", "cpu"));
    }

    private OnnxModelRunner Load(byte[] model, InferenceJob job)
    {
        File.WriteAllBytes(_path, model);
        return OnnxModelRunner.Load(_path, job, InferenceDevice.Cpu);
    }
}
