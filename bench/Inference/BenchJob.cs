using System.Security.Cryptography;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Inference;

/// <summary>A mosaic of two years and four bands in a store, and jobs over it, each with a prediction store of its own.</summary>
internal sealed class BenchJob(IObjectStore store, byte[] model, int side, int multiplier)
{
    private const string MosaicRoot = "mosaic.zarr";
    private const string ModelKey = "model.onnx";

    public RasterStoreLayout Mosaic { get; } = new()
    {
        Grid = new RasterGrid(Crs.FromEpsg(32614), 300000, 4200000, 10, side, side),
        Times = [new DateOnly(2023, 1, 1), new DateOnly(2024, 1, 1)],
        TimeDeltaDays = [365, 366],
        Bands = ["B04", "B03", "B02", "B08"],
        SampleType = RasterSampleType.UInt16,
    };

    /// <summary>Writes the mosaic and the model.</summary>
    public async Task WriteInputsAsync()
    {
        await store.WriteAsync(ModelKey, model);
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(store, MosaicRoot, Mosaic);
        for (int number = 0; number < Mosaic.BlockCount; number++)
        {
            BlockIndex block = Mosaic.BlockAt(number);
            await writer.WriteBlockAsync<ushort>(block, Samples(block));
        }
    }

    /// <summary>A job whose prediction store is empty.</summary>
    public async Task<InferenceJob> CreateAsync(string name, string device)
    {
        InferenceJob job = new()
        {
            MosaicRoot = MosaicRoot,
            PredictionRoot = $"{name}/prediction.zarr",
            ModelKey = ModelKey,
            ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(model)),
            Features = Mosaic.Bands,
            Labels = ["non_field_background", "field", "field_boundaries"],
            Actor = InferenceActor.SemanticSegmentationChangeDetection,
            PatchSize = 256,
            ClipSize = 32,
            MaxBatchSize = 128,
            MergeMode = MergeMode.WeightedAverage,
            Device = device,
        };
        await RasterStoreWriter.CreateAsync(store, job.PredictionRoot, PredictionLayout.For(Mosaic, job, multiplier));
        await InferenceDocuments.WriteJobAsync(store, KeyOf(name), job);
        return job;
    }

    public static string KeyOf(string name) => $"{name}/inference.json";

    // Fields of one brightness with texture and noise: compresses about as well as a composite does.
    private ushort[] Samples(BlockIndex block)
    {
        PixelWindow window = Mosaic.WindowOf(block);
        ushort[] samples = new ushort[Mosaic.Bands.Count * window.Area];
        for (int i = 0; i < samples.Length; i++)
        {
            int band = i / window.Area;
            (int y, int x) = Math.DivRem(i % window.Area, window.Width);
            uint field = (uint)HashCode.Combine((window.X + x) / 40, (window.Y + y) / 30, block.Time, band) % 3000;
            uint noise = (uint)HashCode.Combine(x, y, band, block.Time) % 120;
            samples[i] = (ushort)(300 + field + noise);
        }

        return samples;
    }
}
