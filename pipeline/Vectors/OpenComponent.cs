namespace RasterFlow.Vectors;

/// <summary>
/// The part of a component that lies in one block and may go on in its neighbours.
/// <see cref="Rings"/> are already whole. <see cref="Chains"/> are directed pieces of the outline (component on the left, first and last corner included)
/// that end where the outline meets another block or a corner whose turn another block decides. Outline along the block's own sides is left out:
/// it follows from the <see cref="BorderRun"/>s of both sides.
/// </summary>
internal sealed class OpenComponent
{
    public required PolygonStatistics Statistics { get; init; }

    public List<PixelCorner[]> Rings { get; init; } = [];

    public List<PixelCorner[]> Chains { get; init; } = [];
}
