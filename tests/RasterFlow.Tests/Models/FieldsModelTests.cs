using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RasterFlow.Imagery;
using RasterFlow.Samples;
using RasterFlow.Tests.Samples;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Models;

public sealed class FieldsModelTests : IDisposable
{
    private const int Field = 1;
    private static readonly string ModelPath = Path.Combine(Repository.Root, "models", "fields-two-seasons.onnx");
    private static readonly JsonNode Card = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(ModelPath, ".json")))!;
    private readonly InferenceSession _session = new(ModelPath);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Card_OfTheModel_MatchesTheFile()
    {
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(ModelPath))).ToLowerInvariant().ShouldBe((string)Card["sha256"]!);
        _session.InputMetadata.Single().Key.ShouldBe((string)Card["input"]!["name"]!);
        _session.InputMetadata.Single().Value.Dimensions.ShouldBe([-1, 8, -1, -1]);
        _session.OutputMetadata.Single().Key.ShouldBe((string)Card["output"]!["name"]!);
        _session.OutputMetadata.Single().Value.Dimensions.ShouldBe([-1, 3, -1, -1]);
        Card["output"]!["labels"]!.AsArray()[Field]!.GetValue<string>().ShouldBe("field");
    }

    [Theory]
    [InlineData(1, 64, 64)]
    [InlineData(3, 64, 96)]
    public void Run_AnyBatchAndSize_GivesLogitsOfThatSize(int batch, int height, int width) =>
        Run(FieldsNetwork.Noise(batch, height, width), batch, height, width).Length.ShouldBe(batch * 3 * height * width);

    [Fact]
    public void Run_Batch_EqualsImageByImage()
    {
        float[] two = FieldsNetwork.Noise(2, 64, 64);
        float[] together = Run(two, 2, 64, 64);
        float[] second = Run(two[(8 * 64 * 64)..], 1, 64, 64);
        together[(3 * 64 * 64)..].ShouldBe(second);
    }

    [Fact]
    public void Run_NoData_IsFiniteBackground()
    {
        float[] logits = Run(new float[8 * 64 * 64], 1, 64, 64);
        logits.ShouldAllBe(v => float.IsFinite(v));
        logits[..(64 * 64)].Min().ShouldBeGreaterThan(logits[(64 * 64)..].Max());
    }

    [Fact]
    public void Run_WindowOfAnImage_GivesTheSameBeyondTheReceptiveRadius()
    {
        int radius = (int)Card["receptive_radius_pixels"]!;
        const int Side = 128;
        const int Cut = 33;
        float[] image = FieldsNetwork.Noise(1, Side, Side);
        float[] whole = Run(image, 1, Side, Side);
        float[] part = Run(FieldsNetwork.Crop(image, 8, Side, Cut, 64), 1, 64, 64);
        float[] expected = FieldsNetwork.Crop(whole, 3, Side, Cut, 64);
        int different = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            (int x, int y) = (i % 64, i / 64 % 64);
            bool inner = x >= radius && y >= radius && x < 64 - radius && y < 64 - radius;
            (!inner || Math.Abs(part[i] - expected[i]) < 1e-3).ShouldBeTrue($"({x}, {y}): {part[i]} instead of {expected[i]}");
            different += Math.Abs(part[i] - expected[i]) >= 1e-3 ? 1 : 0;
        }

        different.ShouldBeGreaterThan(0, "the rim of a window sees other surroundings");
    }

    [Theory]
    [InlineData(20240607)]
    [InlineData(3)]
    public async Task Run_SimulatedYears_FindsTheTrueFields(int seed)
    {
        SimulationOptions options = new() { WidthPixels = 256, HeightPixels = 160, Seed = seed };
        SampleSet set = await SceneSimulator.WriteAsync(SampleSetFixture.NewFolder(), options);
        RasterGrid grid = FieldTruth.AreaGrid(options);
        float[] logits = Run(YearlyMedian.Of(SampleScene.All(set.ItemsPath), grid), 1, grid.Height, grid.Width);
        Directory.Delete(set.Folder, recursive: true);

        IntersectionOverUnion.Of(FieldsNetwork.FieldMask(logits, grid.Window.Area), FieldTruth.Rasterize(options, grid)).ShouldBeGreaterThan(0.75);
    }

    private float[] Run(float[] image, int batch, int height, int width) => FieldsNetwork.Run(_session, image, batch, height, width);
}
