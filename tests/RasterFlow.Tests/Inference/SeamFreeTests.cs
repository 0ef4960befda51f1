using System.Buffers;
using System.Runtime.InteropServices;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Storage;
using RasterFlow.Tests.Worker;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

/// <summary>
/// A prediction is a function of the mosaic alone: the same bits for every block (= shard) size, every order of blocks, every number of workers and of calls
/// at a time, and every way that patches of different blocks share a batch.
/// </summary>
public sealed class SeamFreeTests
{
    private const int Trials = 240;

    [Fact]
    public async Task Predict_RandomConfigurations_SameBits()
    {
        Random random = new(31);
        (int withoutData, int onnx, int shared) = (0, 0, 0);
        for (int trial = 0; trial < Trials; trial++)
        {
            RandomPrediction prediction = new(random);
            using OnnxModel? model = trial % 6 == 0 ? prediction.LoadOnnx(random) : null;
            float[] whole = await TestJobs.PredictAsync(prediction.Mosaic, prediction.Job, RunnerOf(prediction, model), 256);
            ScatteredPrediction scattered = new(prediction.Mosaic, prediction.Job with { MaxBatchSize = random.Next(1, 9) }, random);
            int? fixedBatch = random.Next(3) == 0 ? random.Next(1, 8) : null;
            int calls = random.Next(1, 5);
            float[] blocks = await scattered.PredictAsync(() => RunnerOf(prediction, model, fixedBatch, calls), blockSize: random.Next(5, 70), workers: random.Next(1, 4));
            MemoryMarshal.Cast<float, int>(blocks).SequenceEqual(MemoryMarshal.Cast<float, int>(whole)).ShouldBeTrue($"trial {trial}: {prediction.Job}, fixed batch {fixedBatch}, {calls} calls at a time");
            withoutData += whole.Count(float.IsNaN);
            onnx += model is null ? 0 : 1;
            shared += scattered.BlocksThatWaited;
        }

        // The configurations are not all of the easy kind.
        withoutData.ShouldBeGreaterThan(1000);
        onnx.ShouldBe(Trials / 6);
        shared.ShouldBeGreaterThan(Trials);
    }

    [Theory]
    [InlineData(32, 16, 1)]
    [InlineData(64, 64, 2)]
    [InlineData(512, 32, 3)]
    public async Task Predict_MosaicsShardsOfAnySize_SameBits(int shard, int chunk, int multiplier)
    {
        string folder = Directory.CreateTempSubdirectory("rasterflow-shards").FullName;
        try
        {
            InferenceJob job = TestJobs.Job(["B1", "B0"], 2, InferenceActor.SemanticSegmentation, MergeMode.WeightedAverage, 48, 7);
            ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(530, 300, 1, 2), (t, b, y, x) => (x * y) % 97 == 5 ? 0 : 1 + ((uint)HashCode.Combine(x, y, b) % 9000));
            using OnnxModel model = OnnxModel.Load(new ModelContent(null, OnnxModels.Conv(2, 2, 5), null), "m", "cpu", new DeviceClock());
            float[] expected = await TestJobs.PredictAsync(mosaic, job, model.RunnerFor(job), 1024);
            FileObjectStore store = new(folder);
            await WriteAsync(store, mosaic, mosaic.Layout with { BlockSize = shard, ChunkSize = chunk });
            RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, "mosaic.zarr");
            float[] actual = await TestJobs.PredictAsync(new StoreMosaicReader(reader), job, model.RunnerFor(job), PredictionLayout.ChunkSize * multiplier);
            MemoryMarshal.Cast<float, int>(actual).SequenceEqual(MemoryMarshal.Cast<float, int>(expected)).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IModelRunner RunnerOf(RandomPrediction prediction, OnnxModel? model, int? fixedBatch = null, int calls = 1) =>
        model is null ? new NeighbourModel(prediction.Channels, prediction.Job.Labels.Count, fixedBatch, calls) : model.RunnerFor(prediction.Job);

    private static async Task WriteAsync(FileObjectStore store, ArrayMosaic mosaic, RasterStoreLayout layout)
    {
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(store, "mosaic.zarr", layout);
        for (int number = 0; number < layout.BlockCount; number++)
        {
            BlockIndex block = layout.BlockAt(number);
            int area = layout.WindowOf(block).Area;
            ushort[] samples = new ushort[layout.Bands.Count * area];
            for (int band = 0; band < layout.Bands.Count; band++)
            {
                await mosaic.ReadAsync(block.Time, band, layout.WindowOf(block), samples.AsMemory(band * area, area), CancellationToken.None);
            }

            await writer.WriteBlockAsync<ushort>(block, samples);
        }
    }
}
