namespace RasterFlow.Vectors;

/// <summary>A corner of an outline that is being traced.</summary>
/// <param name="X">Whole-raster column of the pixel edge.</param>
/// <param name="Y">Whole-raster row of the pixel edge.</param>
/// <param name="Kind">What is special about it.</param>
internal readonly record struct OutlineCorner(int X, int Y, CornerKind Kind)
{
    /// <summary>The place.</summary>
    public PixelCorner Place => new(X, Y);
}

/// <summary>What is special about a corner of an outline.</summary>
[Flags]
internal enum CornerKind
{
    /// <summary>The outline turns here.</summary>
    None = 0,

    /// <summary>Four edges of the label meet here: the outline may pass twice.</summary>
    Pinch = 1,

    /// <summary>Three or more classes meet here, or it is a pinch: the place stays where it is when outlines are simplified.</summary>
    Node = 2,

    /// <summary>The outline goes straight on: only a node, no corner.</summary>
    Straight = 4,
}
