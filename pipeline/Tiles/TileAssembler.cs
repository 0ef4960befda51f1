namespace RasterFlow.Tiles;

/// <summary>Makes a compressed tile of its pieces, coarser step by step until it meets the byte limit.</summary>
internal sealed class TileAssembler(IReadOnlyList<string> layerNames, int bytesLimit)
{
    /// <summary>Area of the smallest thing drawn in the first coarser step, square tile units; four times as much in each further one.</summary>
    private const double FirstCoarseArea = 128;

    private const double WholeTile = (double)TileOptions.Extent * TileOptions.Extent;

    /// <summary>Tiles that were coarsened.</summary>
    public long Coarsened { get; private set; }

    /// <summary>The compressed tile; null when nothing is left to draw.</summary>
    public byte[]? Build(IReadOnlyList<TilePiece> pieces)
    {
        byte[] content = Encode(pieces);
        if (content.Length > bytesLimit)
        {
            Coarsened++;
        }

        for (double area = FirstCoarseArea; content.Length > bytesLimit; area *= 4)
        {
            if (area > 4 * WholeTile)
            {
                return null;
            }

            pieces = TileCoarsener.Coarsen(pieces, area);
            content = Encode(pieces);
        }

        return pieces.Count == 0 ? null : content;
    }

    private byte[] Encode(IReadOnlyList<TilePiece> pieces)
    {
        IEnumerable<TileLayer> layers = pieces
            .GroupBy(piece => layerNames[piece.Layer], StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new TileLayer(group.Key, [.. group.Select(piece => piece.Feature)]));
        return Gzip.Compress(VectorTileEncoder.Encode(layers));
    }
}
