namespace RasterFlow.Vectors;

/// <summary>What one block holds of one label: finished polygons, open components, and where these meet the neighbours.</summary>
internal sealed class LabelFragments
{
    public List<PixelPolygon> Finished { get; init; } = [];

    public List<OpenComponent> Open { get; init; } = [];

    /// <summary>Runs along each <see cref="BlockSide"/>, in order; none on a side where the raster ends.</summary>
    public IReadOnlyList<List<BorderRun>> Runs { get; init; } = [[], [], [], []];

    public List<BorderRun> RunsOn(BlockSide side) => Runs[(int)side];
}
