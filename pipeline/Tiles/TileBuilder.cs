using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>
/// Makes a PMTiles archive of vector tiles from features. Memory does not grow with the number of features: pieces are sorted on disk.
/// The same features in the same order give the same bytes.
/// </summary>
public static class TileBuilder
{
    /// <summary>Builds an archive.</summary>
    /// <param name="features">Polygons and multipolygons in EPSG:4326, best in Hilbert order: neighbours that are too small to be drawn then add up near each other.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="output">Gets the archive; need not seek.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">The zoom range is impossible.</exception>
    public static async Task<TilesResult> BuildAsync(
        IAsyncEnumerable<VectorFeature> features, TileOptions options, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        int maxZoom = options.ResolveMaxZoom();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinZoom, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxZoom, 22, nameof(options));

        using TilePieceSorter sorter = new();
        Layers layers = new();
        Envelope bounds = await CutAsync(features, options, maxZoom, layers, sorter, cancellationToken);
        using PmTilesWriter writer = new();
        TileAssembler assembler = new(layers.Names, options.TileBytesLimit);
        foreach ((ulong tile, List<TilePiece> pieces) in Tiles(sorter.Drain()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (assembler.Build(pieces) is { } content)
            {
                writer.Add(tile, content);
            }
        }

        double[]? box = bounds.IsNull ? null : [bounds.MinX, bounds.MinY, bounds.MaxX, bounds.MaxY];
        byte[] metadata = TileMetadata.Write(options, layers.Names.Order(StringComparer.Ordinal), maxZoom);
        long bytes = await writer.FinishAsync(output, metadata, options.MinZoom, maxZoom, box ?? [-180, -85, 180, 85], cancellationToken);
        return new TilesResult
        {
            TileCount = writer.TileCount,
            FeaturesPerLayer = layers.Counts,
            MinZoom = options.MinZoom,
            MaxZoom = maxZoom,
            Bounds = box,
            CoarsenedTiles = assembler.Coarsened,
            Bytes = bytes,
        };
    }

    private static async Task<Envelope> CutAsync(
        IAsyncEnumerable<VectorFeature> features, TileOptions options, int maxZoom, Layers layers, TilePieceSorter sorter, CancellationToken cancellationToken)
    {
        Envelope bounds = new();
        FeatureTiler tiler = new(options, maxZoom);
        await foreach (VectorFeature feature in features.WithCancellation(cancellationToken))
        {
            bounds.ExpandToInclude(feature.Geometry.EnvelopeInternal);
            string name = options.LayerOf(feature.Label);
            int layer = layers.Count(name);
            TileAttributes attributes = new(feature.Id, feature.Label, feature.Time, feature.ScoreMean, feature.Pixels);
            tiler.Cut(feature, name, (tile, rings) => sorter.Add(tile.ToNumber(), layer, attributes, rings));
        }

        return bounds;
    }

    private static IEnumerable<(ulong Tile, List<TilePiece> Pieces)> Tiles(IEnumerable<TilePiece> pieces)
    {
        List<TilePiece> tile = [];
        foreach (TilePiece piece in pieces)
        {
            if (tile.Count > 0 && tile[0].Tile != piece.Tile)
            {
                yield return (tile[0].Tile, tile);
                tile = [];
            }

            tile.Add(piece);
        }

        if (tile.Count > 0)
        {
            yield return (tile[0].Tile, tile);
        }
    }

    /// <summary>Layer names in order of appearance, and their features.</summary>
    private sealed class Layers
    {
        private readonly Dictionary<string, int> _indices = [];

        public List<string> Names { get; } = [];

        public Dictionary<string, long> Counts { get; } = [];

        public int Count(string name)
        {
            if (!_indices.TryGetValue(name, out int index))
            {
                index = Names.Count;
                _indices.Add(name, index);
                Names.Add(name);
                Counts.Add(name, 0);
            }

            Counts[name]++;
            return index;
        }
    }
}
