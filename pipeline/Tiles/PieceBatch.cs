namespace RasterFlow.Tiles;

/// <summary>
/// Pieces of some features as bytes: for each a length (int32), then the attributes (<see cref="PieceAttributes"/>), then the geometry commands.
/// </summary>
internal sealed class PieceBatch
{
    private readonly GeometryWriter _geometry = new();
    private readonly ByteBuffer _scratch = new();

    /// <summary>The pieces.</summary>
    public ByteBuffer Bytes { get; } = new(1 << 16);

    /// <summary>Where each piece lies, in order of arrival.</summary>
    public List<PieceSlot> Slots { get; } = [];

    public void Clear()
    {
        Bytes.Clear();
        Slots.Clear();
    }

    /// <summary>Adds a shape's part in a tile; nothing when rounding leaves nothing of it.</summary>
    public void Add(TileId tile, ReadOnlySpan<byte> attributes, Shape shape)
    {
        _scratch.Clear();
        if (!_geometry.TryWrite(shape, new TilePoint(tile.X * TileOptions.Extent, tile.Y * TileOptions.Extent), _scratch))
        {
            return;
        }

        int start = Bytes.ReserveInt32();
        Bytes.Write(attributes);
        Bytes.Write(_scratch.Span);
        Bytes.SetInt32(start, Bytes.Length - start - sizeof(int));
        Slots.Add(new PieceSlot(tile.ToNumber(), start, Bytes.Length - start));
    }
}
