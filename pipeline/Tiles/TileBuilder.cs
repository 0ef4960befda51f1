using System.Runtime.CompilerServices;
using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>
/// Makes a PMTiles archive of vector tiles from features. Memory does not grow with the number of features: pieces are sorted on disk.
/// The same features in the same order give the same bytes, whatever the number of processors.
/// </summary>
public static class TileBuilder
{
    /// <summary>Builds an archive.</summary>
    /// <param name="features">
    /// Polygons, lines and points in EPSG:4326, best in Hilbert order: neighbours that are too small to be drawn then add up near each other. The parts of a
    /// multi-geometry become features of their own with the same id.
    /// </param>
    /// <param name="options">How to draw.</param>
    /// <param name="output">Gets the archive; need not seek.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">The zoom range is impossible.</exception>
    public static async Task<TilesResult> BuildAsync(
        IAsyncEnumerable<VectorFeature> features, TileOptions options, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinZoom ?? 0, nameof(options));
        await using FeatureSample sample = await FeatureSample.TakeAsync(features, options, cancellationToken);
        ZoomScale zooms = new(options.MinZoom ?? 0, sample.MaxZoom);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(zooms.Max, TileOptions.DeepestZoom, nameof(options));

        using PieceSorter sorter = new(options.SortBytes);
        LayerTable table = new(options);
        CutSummary cut = await CutAsync(sample.ReadAllAsync(cancellationToken), (options, zooms), table, sorter, cancellationToken);
        int minZoom = options.MinZoom ?? cut.MinZoom(zooms);
        using PmTilesWriter writer = new();
        long coarsened = await AssembleAsync(sorter, new TileId(minZoom, 0, 0).ToNumber(), (table, options), writer, cancellationToken);

        double[]? box = cut.Bounds.IsNull ? null : [cut.Bounds.MinX, cut.Bounds.MinY, cut.Bounds.MaxX, cut.Bounds.MaxY];
        byte[] metadata = TileMetadata.Write(options, [.. table.Statistics.OrderBy(static layer => layer.Name, StringComparer.Ordinal)], minZoom, zooms.Max);
        long bytes = await writer.FinishAsync(output, metadata, minZoom, zooms.Max, box ?? [-180, -85, 180, 85], cancellationToken);
        return new TilesResult
        {
            TileCount = writer.TileCount,
            FeaturesPerLayer = table.Counts,
            MinZoom = minZoom,
            MaxZoom = zooms.Max,
            Bounds = box,
            CoarsenedTiles = coarsened,
            LargestTileBytes = writer.LargestTileBytes,
            Bytes = bytes,
        };
    }

    private static async Task<CutSummary> CutAsync(
        IAsyncEnumerable<VectorFeature> features, (TileOptions Options, ZoomScale Zooms) how, LayerTable table, PieceSorter sorter, CancellationToken cancellationToken)
    {
        CutSummary summary = new();
        TinyLedger ledger = new(how.Options, how.Zooms);
        WorkPool<FeatureCutter> cutters = new(() => new FeatureCutter(how.Options, how.Zooms));
        WorkPool<CutBatch> batches = new(static () => new CutBatch());
        await OrderedParallel.RunAsync(
            BatchAsync(features, table, batches, cancellationToken),
            batch =>
            {
                FeatureCutter cutter = cutters.Rent();
                cutter.Cut(batch);
                cutters.Return(cutter);
                return batch;
            },
            batch =>
            {
                sorter.Add(batch.Pieces);
                sorter.Add(ledger.Settle(batch));
                summary.Add(batch);
                batches.Return(batch);
            },
            cancellationToken);
        sorter.Add(ledger.Close());
        summary.Add(ledger);
        return summary;
    }

    private static async IAsyncEnumerable<CutBatch> BatchAsync(
        IAsyncEnumerable<VectorFeature> features, LayerTable table, WorkPool<CutBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CutBatch batch = Empty();
        await foreach (VectorFeature feature in features.WithCancellation(cancellationToken))
        {
            batch.Add(feature, table.Count(feature));
            if (batch.IsFull)
            {
                yield return batch;
                batch = Empty();
            }
        }

        if (batch.Features.Count > 0)
        {
            yield return batch;
        }

        CutBatch Empty()
        {
            CutBatch next = batches.Rent();
            next.Clear();
            return next;
        }
    }

    private static async Task<long> AssembleAsync(
        PieceSorter sorter, ulong firstTile, (LayerTable Table, TileOptions Options) how, PmTilesWriter writer, CancellationToken cancellationToken)
    {
        const int batchBytes = 1 << 20;
        long coarsened = 0;
        WorkPool<TileAssembler> assemblers = new(() => new TileAssembler(how.Table, how.Options));
        WorkPool<PieceBatch> batches = new(static () => new PieceBatch());
        await OrderedParallel.RunAsync(
            sorter.Drain(firstTile, batches.Rent, batchBytes).ToAsyncEnumerable(),
            batch =>
            {
                TileAssembler assembler = assemblers.Rent();
                List<TileContent> tiles = assembler.Build(batch);
                assemblers.Return(assembler);
                batch.Clear();
                batches.Return(batch);
                return tiles;
            },
            tiles =>
            {
                foreach (TileContent tile in tiles)
                {
                    writer.Add(tile.Tile, tile.Content);
                    coarsened += tile.Coarsened ? 1 : 0;
                }
            },
            cancellationToken);
        return coarsened;
    }
}
