namespace RasterFlow.Tiles;

/// <summary>Pieces in the order of their tiles, a tile at a time.</summary>
internal interface IPieceRun : IDisposable
{
    /// <summary>The tile that the run stands at.</summary>
    ulong Tile { get; }

    /// <summary>Goes to the next tile; false at the end.</summary>
    bool MoveNext();

    /// <summary>Appends the tile's pieces, in order of arrival. Either this or <see cref="Skip"/>, once a tile.</summary>
    void AppendTo(ByteBuffer output);

    /// <summary>Leaves the tile's pieces out.</summary>
    void Skip();
}
