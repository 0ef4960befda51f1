namespace RasterFlow.Vectors;

/// <summary>The sides of a block.</summary>
internal enum BlockSide
{
    Top,
    Bottom,
    Left,
    Right,
}
