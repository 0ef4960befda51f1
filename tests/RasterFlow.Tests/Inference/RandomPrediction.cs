using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Worker;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

/// <summary>A random mosaic with holes, and a random job over it.</summary>
internal sealed class RandomPrediction
{
    public RandomPrediction(Random random)
    {
        int times = random.Next(1, 3);
        RasterSampleType type = random.Next(3) == 0 ? RasterSampleType.Float32 : RasterSampleType.UInt16;
        RasterStoreLayout layout = ArrayMosaic.LayoutOf(random.Next(1, 80), random.Next(1, 80), times, 2, type);
        double missing = type == RasterSampleType.UInt16 ? 0 : double.NaN;
        int seed = random.Next();
        bool hasHoles = random.Next(2) == 0;
        Mosaic = new ArrayMosaic(layout, (t, b, y, x) =>
        {
            uint hash = (uint)HashCode.Combine(seed, t, b, y, x);
            return hasHoles && (hash % 50 == 0 || (x / 9) + (y / 7) == 4) ? missing : 1 + (hash % 10000);
        });
        int clip = random.Next(0, 5);
        InferenceActor actor = (InferenceActor)random.Next(3);
        string[] features = random.Next(2) == 0 ? ["B1"] : ["B1", "B0", "B1"];
        Channels = features.Length * (actor == InferenceActor.SemanticSegmentationChangeDetection ? times : 1);
        Job = TestJobs.Job(features, random.Next(2, 4), actor, (MergeMode)random.Next(2), (2 * clip) + random.Next(6, 20), clip) with
        {
            Output = actor == InferenceActor.Regression ? PredictionOutput.Probabilities : (PredictionOutput)random.Next(3),
            Transform = random.Next(2) == 0 ? null : new InputTransform
            {
                Scale = [1e-4f],
                Offset = [random.NextSingle()],
                Max = 1.2f,
                Mean = [.. features.Select(_ => random.NextSingle())],
                Std = [.. Enumerable.Range(0, Channels).Select(_ => 0.01f + random.NextSingle())],
            },
        };
    }

    public ArrayMosaic Mosaic { get; }

    public InferenceJob Job { get; }

    public int Channels { get; }

    /// <summary>A convolution that fits the job, in the real runtime.</summary>
    public OnnxModel LoadOnnx(Random random) => OnnxModel.Load(
        new ModelContent(null, OnnxModels.Conv(Channels, Job.Labels.Count, 3, random.Next()), null), "random.onnx", InferenceDevice.Cpu, new DeviceClock());
}
