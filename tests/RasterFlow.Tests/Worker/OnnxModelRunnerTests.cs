using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Inference;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Worker;

public sealed class OnnxModelRunnerTests
{
    private static InferenceJob Job { get; } =
        TestJobs.Job(["B0", "B1"], 2, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage, 32, 5, 16);

    [Fact]
    public void Run_PointwiseConv_EqualsTheSumOverChannels()
    {
        float[] weights = [0.5f, -2f, 3f, 0.25f];
        using OnnxModel model = Load(OnnxModels.Conv(2, 2, 1, weights));
        OnnxModelRunner runner = model.RunnerFor(Job);
        (runner.InputChannels, runner.OutputChannels, runner.Device, runner.FixedBatch).ShouldBe((2, 2, "cpu", 1));
        using IModelBatch batch = runner.CreateBatch(new BatchShape(3, 2, 2, 4));
        AssertPointwise(batch, weights, 1e-4f);
    }

    [Fact]
    public void Run_Float16Model_ConvertsInputsAndOutputs()
    {
        float[] weights = [0.5f, -2f, 3f, 0.25f];
        using OnnxModel model = Load(OnnxModels.Conv(2, 2, 1, weights, half: true));
        using IModelBatch batch = model.RunnerFor(Job).CreateBatch(new BatchShape(3, 2, 2, 4));

        // Results reach 300, where float16 has steps of 1/4.
        AssertPointwise(batch, weights, 0.25f);
        OnnxSignature.Read(OnnxModels.Conv(2, 2, 1, weights, half: true)).ShouldBe(new ModelShape(2, 2));
    }

    [Fact]
    public void Run_SeveralBatchesOfOneModel_DoNotMix()
    {
        using OnnxModel model = Load(OnnxModels.Conv(1, 1, 1, [2f]));
        using IModelBatch one = model.RunnerFor(Job).CreateBatch(new BatchShape(1, 1, 1, 8));
        using IModelBatch other = model.RunnerFor(Job).CreateBatch(new BatchShape(1, 1, 1, 8));
        one.Input.Fill(1);
        other.Input.Fill(5);
        one.Run(1);
        other.Run(1);
        (one.Output[63], other.Output[63]).ShouldBe((2f, 10f));
    }

    [Fact]
    public void Load_FixedShapes_AreTakenOrRefused()
    {
        using OnnxModel model = Load(OnnxModels.Conv(4, 2, 3, batch: 2, patch: 32));
        model.RunnerFor(Job).FixedBatch.ShouldBe(2);
        using OnnxModel larger = Load(OnnxModels.Conv(4, 2, 3, patch: 64));
        Should.Throw<ModelMismatchException>(() => larger.RunnerFor(Job)).Message.ShouldContain("takes patches of 64 pixels");
        using OnnxModel more = Load(OnnxModels.Conv(4, 2, 3, batch: 17));
        Should.Throw<ModelMismatchException>(() => more.RunnerFor(Job)).Message.ShouldContain("fixed batch of 17");
    }

    [Fact]
    public void Load_NotAModel_SaysWhichOne() =>
        Should.Throw<ModelMismatchException>(() => Load([1, 2, 3, 4])).Message.ShouldContain("models/m.onnx could not be loaded");

    [Fact]
    public void Probe_OnTheProcessor_Calculates()
    {
        using SessionOptions options = InferenceDevice.SessionOptionsFor(InferenceDevice.Cpu);
        Should.NotThrow(() => InferenceDevice.Probe(options));
    }

    [Fact]
    public void Detect_CpuRequested_IsCpuForEveryJob()
    {
        InferenceDevice device = InferenceDevice.Detect("cpu", NullLogger.Instance);
        (device.Name, device.For(null), device.For("cuda"), device.For("tensorrt")).ShouldBe(("cpu", "cpu", "cpu", "cpu"));
    }

    [Fact]
    public void BatchOn_Gpu_IsBoundedByTheJobAndByMemory()
    {
        OnnxModelRunner.BatchOn("cpu", Job).ShouldBe(1);
        OnnxModelRunner.BatchOn("cuda", Job).ShouldBe(16);
        OnnxModelRunner.BatchOn("cuda", Job with { MaxBatchSize = 5 }).ShouldBe(5);
        OnnxModelRunner.BatchOn("cuda", Job with { PatchSize = 4096 }).ShouldBe(2);
    }

    [Theory]
    [InlineData("cpu", 256, 1, 16, 16, 1)]
    [InlineData("cpu", 256, 1, 64, 32, 2)]
    [InlineData("cpu", 512, 1, 16, 8, 2)]
    [InlineData("cpu", 400, 1, 16, 8, 2)]
    [InlineData("cpu", 1024, 1, 3, 2, 2)]
    [InlineData("cpu", 4096, 1, 24, 1, 24)]
    [InlineData("cpu", 256, 8, 16, 4, 4)]
    [InlineData("cpu", 256, 32, 2, 1, 2)]
    [InlineData("cuda", 256, 16, 16, 1, 16)]
    public void CallPlan_OnADevice_UsesItsCoresWithinMemory(string device, int patch, int batch, int processors, int calls, int threads) =>
        CallPlan.For(device, patch, batch, processors).ShouldBe(new CallPlan(calls, threads));

    /// <summary>A promise of docs/INFERENCE.md: workers with other numbers of cores give the same bits.</summary>
    [Fact]
    public void Run_TrainedModelByOneThreadOrThree_SameBits()
    {
        byte[] model = File.ReadAllBytes(Path.Combine(Repository.Root, "models", "fields-unet.onnx"));
        float[][] outputs = [.. new[] { 1, 3 }.Select(threads => OutputOf(model, threads))];
        outputs[0].ShouldContain(value => value != outputs[0][0]);
        MemoryMarshal.Cast<float, int>(outputs[1]).SequenceEqual(MemoryMarshal.Cast<float, int>(outputs[0])).ShouldBeTrue();
    }

    private static float[] OutputOf(byte[] content, int threads)
    {
        using OnnxModel model = OnnxModel.Load(new ModelContent(null, content, null), "models/m.onnx", InferenceDevice.Cpu, new DeviceClock(), threads);
        using IModelBatch batch = model.CreateBatch(new BatchShape(1, 8, 3, 96));
        Random random = new(5);
        foreach (ref float value in batch.Input)
        {
            value = random.Next(200, 4000);
        }

        batch.Run(1);
        return batch.Output.ToArray();
    }

    private static void AssertPointwise(IModelBatch batch, float[] weights, float tolerance)
    {
        for (int i = 0; i < batch.Input.Length; i++)
        {
            batch.Input[i] = i;
        }

        batch.Run(3);
        for (int i = 0; i < batch.Output.Length; i++)
        {
            (int image, int label, int pixel) = (i / 32, i / 16 % 2, i % 16);
            float expected = (weights[label * 2] * ((image * 32) + pixel)) + (weights[(label * 2) + 1] * ((image * 32) + 16 + pixel));
            batch.Output[i].ShouldBe(expected, tolerance);
        }
    }

    private static OnnxModel Load(byte[] model) => OnnxModel.Load(new ModelContent(null, model, null), "models/m.onnx", InferenceDevice.Cpu, new DeviceClock());
}
