using RasterFlow.Samples;

namespace RasterFlow.Tests.Samples;

/// <summary>One small sample set for all tests of a class.</summary>
public sealed class SampleSetFixture : IAsyncLifetime
{
    // Just tall enough for tiles with an overview.
    public static readonly SimulationOptions Options = new() { WidthPixels = 320, HeightPixels = 160, DatesPerYear = 6 };

    public SampleSet Set { get; private set; } = null!;

    internal IReadOnlyList<SampleScene> Scenes { get; private set; } = [];

    public static string NewFolder() => Path.Combine(Path.GetTempPath(), "rasterflow-samples-" + Guid.NewGuid().ToString("N"));

    public async Task InitializeAsync()
    {
        Set = await SceneSimulator.WriteAsync(NewFolder(), Options);
        Scenes = SampleScene.All(Set.ItemsPath);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Set.Folder, recursive: true);
        return Task.CompletedTask;
    }
}
