namespace RasterFlow.Tiles;

/// <summary>Geometry types, with their codes in a tile (Mapbox Vector Tile 2.1, section 4.3.4).</summary>
internal enum ShapeKind : byte
{
    /// <summary>Positions.</summary>
    Points = 1,

    /// <summary>Open paths.</summary>
    Lines = 2,

    /// <summary>A shell and its holes.</summary>
    Polygon = 3,
}
