using System.Buffers;
using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Inference;

/// <summary>Jobs and whole predictions for tests.</summary>
internal static class TestJobs
{
    public static InferenceJob Job(
        IReadOnlyList<string> features, int classes, InferenceActor actor, MergeMode mode, int patch, int clip, int maxBatch = 4) => new()
        {
            MosaicRoot = "mosaic.zarr",
            PredictionRoot = "prediction.zarr",
            ModelKey = "models/m.onnx",
            ModelSha256 = new string('0', 64),
            Features = features,
            Labels = [.. Enumerable.Range(0, classes).Select(i => $"class{i}")],
            Actor = actor,
            PatchSize = patch,
            ClipSize = clip,
            MaxBatchSize = maxBatch,
            MergeMode = mode,
        };

    /// <summary>The whole prediction, [time, label, y, x], put together from blocks of one size.</summary>
    public static async Task<float[]> PredictAsync(IMosaicReader mosaic, InferenceJob job, IModelRunner model, int blockSize)
    {
        RasterStoreLayout layout = PredictionLayout.For(mosaic.Layout, job, 1) with { BlockSize = blockSize, ChunkSize = blockSize };
        BlockPredictor predictor = new(mosaic, job, layout);
        float[] whole = new float[layout.Times.Count * layout.Bands.Count * layout.Grid.Width * layout.Grid.Height];
        Array.Fill(whole, float.NegativeInfinity);
        for (int number = 0; number < layout.BlockCount; number++)
        {
            using BlockInput input = await predictor.ReadAsync(layout.BlockAt(number));
            using IMemoryOwner<float> block = await predictor.PredictAsync(input, model);
            Place(block.Memory.Span, input, layout, whole);
        }

        return whole;
    }

    /// <summary>Puts a block, [band, y, x], into the whole prediction, [time, band, y, x].</summary>
    public static void Place(ReadOnlySpan<float> block, BlockInput input, RasterStoreLayout layout, float[] whole)
    {
        int bands = layout.Bands.Count;
        block.Length.ShouldBe(bands * input.Window.Area);
        for (int band = 0; band < bands; band++)
        {
            for (int y = 0; y < input.Window.Height; y++)
            {
                int to = ((((input.Block.Time * bands) + band) * layout.Grid.Height) + input.Window.Y + y) * layout.Grid.Width + input.Window.X;
                block.Slice((band * input.Window.Area) + (y * input.Window.Width), input.Window.Width).CopyTo(whole.AsSpan(to));
            }
        }
    }
}
