namespace RasterFlow.Tiles;

/// <summary>Makes compressed tiles of their pieces, coarser until they meet the limits. One thread each.</summary>
internal sealed class TileAssembler(LayerTable table, TileOptions options)
{
    private readonly VectorTileEncoder _encoder = new(table.Layers, table.Labels);

    /// <summary>Makes the tiles of a batch.</summary>
    public List<TileContent> Build(PieceBatch batch)
    {
        List<TileContent> tiles = new(batch.Slots.Count);
        foreach (PieceSlot slot in batch.Slots)
        {
            TileContent tile = Build(slot.Tile, batch.Bytes.Span.Slice(slot.Start, slot.Length));
            if (tile.Content.Length > 0)
            {
                tiles.Add(tile);
            }
        }

        return tiles;
    }

    private TileContent Build(ulong tile, ReadOnlySpan<byte> pieces)
    {
        byte[] content = Encode(pieces, withDetail: true, out bool hasDetail);
        if (hasDetail && !Fits(content))
        {
            // Shapes matter more.
            content = Encode(pieces, withDetail: false, out _);
        }

        return Fits(content) ? new TileContent(tile, content, Coarsened: false) : new TileContent(tile, Coarsen(pieces, content.Length), Coarsened: true);
    }

    private byte[] Encode(ReadOnlySpan<byte> pieces, bool withDetail, out bool hasDetail)
    {
        _encoder.Clear();
        hasDetail = false;
        ByteCursor cursor = new(pieces);
        while (!cursor.AtEnd)
        {
            ByteCursor piece = new(cursor.Read(cursor.ReadInt32()));
            PieceAttributes attributes = PieceAttributes.Read(ref piece);
            hasDetail |= attributes.Detail is not null;
            _encoder.Add(withDetail ? attributes : attributes with { Detail = null }, piece.Rest);
        }

        return Gzip.Compress(_encoder.Finish());
    }

    private bool Fits(byte[] content) => content.Length <= options.TileBytesLimit && _encoder.FeatureCount <= options.TileFeaturesLimit;

    private byte[] Coarsen(ReadOnlySpan<byte> pieces, int bytes)
    {
        double share = Math.Min((double)options.TileBytesLimit / bytes, (double)options.TileFeaturesLimit / _encoder.FeatureCount);
        TileCoarsener coarsener = new(pieces, share);
        while (coarsener.MoveNext())
        {
            _encoder.Clear();
            coarsener.Draw(_encoder);
            byte[] content = Gzip.Compress(_encoder.Finish());
            if (Fits(content))
            {
                return _encoder.FeatureCount == 0 ? [] : content;
            }
        }

        return [];
    }
}
