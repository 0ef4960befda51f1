using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RasterFlow.Imagery;
using RasterFlow.Models;
using RasterFlow.Samples;
using RasterFlow.Storage;
using RasterFlow.Tests.Samples;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Models;

/// <summary>The trained demo model in ONNX Runtime: against torch's own numbers, its card, and what a patch model must be.</summary>
public sealed class TrainedModelTests : IDisposable
{
    private static readonly string ModelPath = Path.Combine(Repository.Root, "models", "fields-unet.onnx");
    private static readonly JsonNode Card = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(ModelPath, ".json")))!;
    private readonly InferenceSession _session = new(ModelPath);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Card_OfTheModel_MatchesTheFile()
    {
        byte[] model = File.ReadAllBytes(ModelPath);
        model.Length.ShouldBeLessThanOrEqualTo(4 * 1024 * 1024);
        ModelCard card = ModelCard.Read(File.ReadAllBytes(Path.ChangeExtension(ModelPath, ".json")), "card")!;
        card.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(model)));
        card.Predict.Select(static m => m.Key).ShouldBe(["features", "labels", "actor", "patch_size", "clip_size", "max_batch_size"]);
        _session.InputMetadata.Single().Value.Dimensions.ShouldBe([-1, 8, -1, -1]);
        _session.OutputMetadata.Single().Value.Dimensions.ShouldBe([-1, 3, -1, -1]);
    }

    [Fact]
    public void Run_WindowOfAScene_GivesTheLogitsOfTorch()
    {
        string path = Path.Combine(Repository.Root, "tests", "RasterFlow.Tests", "Models", "golden", "fields-unet-torch-1.13.bin.gz");
        using GZipStream file = new(File.OpenRead(path), CompressionMode.Decompress);
        const int Area = 64 * 64;
        byte[] content = new byte[(8 * Area * sizeof(ushort)) + (3 * Area * sizeof(float))];
        file.ReadExactly(content);
        float[] image = [.. MemoryMarshal.Cast<byte, ushort>(content.AsSpan(0, 8 * Area * sizeof(ushort))).ToArray().Select(static v => (float)v)];
        float[] expected = MemoryMarshal.Cast<byte, float>(content.AsSpan(8 * Area * sizeof(ushort))).ToArray();

        float[] logits = Run(image, 1, 64, 64);

        // The order of additions differs between the two: 1e-3 on logits of several units.
        Enumerable.Range(0, expected.Length).Max(i => Math.Abs(logits[i] - expected[i])).ShouldBeLessThan(1e-3f);
        expected.Max(Math.Abs).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Run_Batch_EqualsImageByImage()
    {
        float[] two = FieldsNetwork.Noise(2, 64, 64);
        float[] together = Run(two, 2, 64, 64);
        float[] second = Run(two[(8 * 64 * 64)..], 1, 64, 64);
        Enumerable.Range(0, second.Length).Max(i => Math.Abs(together[second.Length + i] - second[i])).ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void Run_NoData_IsCertainBackground()
    {
        float[] logits = Run(new float[8 * 64 * 64], 1, 64, 64);
        logits[..(64 * 64)].ShouldAllBe(static v => v == 20);
        logits[(64 * 64)..].ShouldAllBe(static v => v == -20);
    }

    [Fact]
    public void Run_OneTimeMissing_EqualsTheOtherTwice()
    {
        float[] image = FieldsNetwork.Noise(1, 64, 64);
        float[] half = [.. image[..(4 * 64 * 64)], .. new float[4 * 64 * 64]];
        float[] twice = [.. image[..(4 * 64 * 64)], .. image[..(4 * 64 * 64)]];
        Run(half, 1, 64, 64).ShouldBe(Run(twice, 1, 64, 64));
    }

    [Fact]
    public void Run_WindowShiftedByWholeCells_GivesTheSameBeyondTheReceptiveRadius()
    {
        int radius = (int)Card["receptive_radius_pixels"]!;
        radius.ShouldBeLessThanOrEqualTo((int)Card["clip_size"]!, "so that CLIP merges without any seam");
        const int Side = 160;
        const int Part = 96;
        int cut = 3 * (int)Card["input"]!["side_multiple"]!;
        float[] image = FieldsNetwork.Noise(1, Side, Side);
        float[] whole = Run(image, 1, Side, Side);
        float[] part = Run(FieldsNetwork.Crop(image, 8, Side, cut, Part), 1, Part, Part);
        float[] expected = FieldsNetwork.Crop(whole, 3, Side, cut, Part);
        for (int i = 0; i < expected.Length; i++)
        {
            (int x, int y) = (i % Part, i / Part % Part);
            bool inner = x >= radius && y >= radius && x < Part - radius && y < Part - radius;
            (!inner || Math.Abs(part[i] - expected[i]) < 1e-3).ShouldBeTrue($"({x}, {y}): {part[i]} instead of {expected[i]}");
        }
    }

    [Theory]
    [InlineData(FieldPattern.Pivots, 20240607)]
    [InlineData(FieldPattern.Pivots, 3)]
    [InlineData(FieldPattern.Strips, 2)]
    public async Task Run_SimulatedYearsOfOtherSeeds_FindsTheTrueFields(FieldPattern pattern, int seed)
    {
        SimulationOptions options = new() { WidthPixels = 256, HeightPixels = 160, Seed = seed, Pattern = pattern };
        Card["trained_on"]!.AsArray().Select(static n => (string)n!).ShouldNotContain($"{pattern} {seed}");
        SampleSet set = await SceneSimulator.WriteAsync(SampleSetFixture.NewFolder(), options);
        RasterGrid grid = FieldTruth.AreaGrid(options);
        float[] logits = Run(YearlyMedian.Of(SampleScene.All(set.ItemsPath), grid), 1, grid.Height, grid.Width);
        Directory.Delete(set.Folder, recursive: true);

        IntersectionOverUnion.Of(FieldsNetwork.FieldMask(logits, grid.Window.Area), FieldTruth.Rasterize(options, grid)).ShouldBeGreaterThan(0.85);
    }

    [SkippableFact]
    public async Task Run_RealScene_FindsFieldsAndLeavesRiverAndWoodsOut()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        (int width, int height) = (576, 376);
        float[] image = await ReadAsync(Path.Combine(Repository.RealData!, "ftw", "inference-img.tif"), width, height);

        float[] logits = Run(image, 1, height, width);

        byte[] fields = FieldsNetwork.FieldMask(logits, width * height);
        double share = fields.Average(static f => f);
        share.ShouldBeInRange(0.3, 0.7);
        // Water by its index: green above near infrared at both times.
        int[] water = [.. Enumerable.Range(0, fields.Length).Where(i => Enumerable.Range(0, 2).All(t =>
            image[(((4 * t) + 1) * fields.Length) + i] > 1.3f * image[(((4 * t) + 3) * fields.Length) + i]))];
        water.Length.ShouldBeGreaterThan(10_000);
        water.Average(i => fields[i]).ShouldBeLessThan(0.1);
    }

    /// <summary>The upper left of an image of eight bands, [band, y, x].</summary>
    private static async Task<float[]> ReadAsync(string path, int width, int height)
    {
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        await using IRasterSource source = await new CogRasterOpener(readers).OpenAsync(new Uri(path));
        List<float> image = [];
        ushort[] band = new ushort[width * height];
        for (int i = 0; i < 8; i++)
        {
            await source.ReadAsync(i, source.Grid, new PixelWindow(0, 0, width, height), Resampling.Nearest, band);
            image.AddRange(band.Select(static v => (float)v));
        }

        return [.. image];
    }

    private float[] Run(float[] image, int batch, int height, int width) => FieldsNetwork.Run(_session, image, batch, height, width);
}
