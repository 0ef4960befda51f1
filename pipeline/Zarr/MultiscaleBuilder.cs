using System.Text.Json.Nodes;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr.Histograms;

namespace RasterFlow.Zarr;

/// <summary>
/// Finishes the overview levels of a store (<see cref="LevelPyramid"/>): builds those that <see cref="PyramidWriter"/> does not write along with the blocks,
/// adds the histograms up, and announces both at the store's root. A level's blocks need all blocks of the level before.
/// </summary>
public sealed class MultiscaleBuilder
{
    private readonly IObjectStore _store;
    private readonly string _root;
    private readonly HistogramStore _histograms;

    /// <summary>Prepares the levels of a store.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="root">Key of its root group.</param>
    /// <param name="layout">Its layout.</param>
    public MultiscaleBuilder(IObjectStore store, string root, RasterStoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(root);
        _store = store;
        _root = root;
        Pyramid = new LevelPyramid(layout);
        _histograms = new HistogramStore(store, root, Pyramid);
    }

    /// <summary>The levels.</summary>
    public LevelPyramid Pyramid { get; }

    /// <summary>Blocks to build of each level, the first of them <c>2x</c>: none of those that come with the store's own blocks.</summary>
    public IReadOnlyList<int> BlocksToBuild =>
        [.. Enumerable.Range(1, Pyramid.LevelCount).Select(level => level <= Pyramid.OwnLevels ? 0 : Pyramid.LayoutOf(level).BlockCount)];

    /// <summary>Opens an existing store by its metadata.</summary>
    public static async Task<MultiscaleBuilder> OpenAsync(IObjectStore store, string root, CancellationToken cancellationToken = default) =>
        new(store, root, (await RasterStoreReader.OpenAsync(store, root, cancellationToken)).Layout);

    /// <summary>Computes and writes one block of a level from the level before, unless it is there; any level will do, also one that a block's writer makes.</summary>
    /// <param name="level">1 to <see cref="LevelPyramid.LevelCount"/>.</param>
    /// <param name="number">Number of the block in the level.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="RasterStoreCorruptException">A shard of the level before is damaged.</exception>
    public async Task BuildBlockAsync(int level, int number, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Pyramid.LevelCount);
        RasterStoreWriter writer = RasterStoreWriter.Open(_store, LevelPyramid.RootOf(_root, level), Pyramid.LayoutOf(level));
        BlockIndex block = writer.Layout.BlockAt(number);
        bool takesCounts = level > Pyramid.OwnLevels;
        if (!await writer.BlockExistsAsync(block, cancellationToken))
        {
            if (takesCounts)
            {
                await _histograms.MergeAsync(level, block, cancellationToken);
            }

            await (writer.Layout.SampleType == RasterSampleType.UInt16
                ? BuildAsync<ushort>(level, writer, block, cancellationToken)
                : BuildAsync<float>(level, writer, block, cancellationToken));
        }

        if (takesCounts)
        {
            // Last: until the block is there, a second try needs them.
            await _histograms.DeleteMergedAsync(level, block, cancellationToken);
        }
    }

    /// <summary>
    /// Writes the metadata of all levels, and announces them and the histograms at the root: attributes <c>multiscales</c> (Zarr convention <c>multiscales</c> v0.1)
    /// and <c>histograms</c>, and consolidated metadata of the whole tree. Call it when all blocks are built, so that no reader finds an empty level.
    /// </summary>
    public async Task WriteMetadataAsync(CancellationToken cancellationToken = default)
    {
        List<BandCounts[]> counts = [];
        for (int time = 0; time < Pyramid.Layout.Times.Count; time++)
        {
            counts.Add(await _histograms.TotalAsync(time, cancellationToken));
        }

        SortedDictionary<string, JsonObject> documents = StoreMetadata.Arrays(Pyramid.Layout);
        for (int level = 1; level <= Pyramid.LevelCount; level++)
        {
            RasterStoreLayout layout = Pyramid.LayoutOf(level);
            await RasterStoreWriter.CreateAsync(_store, LevelPyramid.RootOf(_root, level), layout, cancellationToken);
            documents[LevelPyramid.NameOf(level)] = StoreMetadata.Group(StoreMetadata.GroupAttributes(layout));
            foreach ((string name, JsonObject document) in StoreMetadata.Arrays(layout))
            {
                documents[$"{LevelPyramid.NameOf(level)}/{name}"] = document;
            }
        }

        JsonObject attributes = StoreMetadata.GroupAttributes(Pyramid.Layout);
        ((JsonArray)attributes["zarr_conventions"]!).Add((JsonNode)Conventions.Describe("multiscales", "d35379db-88df-4056-af3a-620245f8e347", "Multiscale layout of zarr datasets"));
        attributes["multiscales"] = new JsonObject
        {
            ["layout"] = new JsonArray([.. Enumerable.Range(0, Pyramid.LevelCount + 1).Select(Describe)]),
            ["resampling_method"] = Pyramid.Layout.IsOfClasses ? "mode" : "average",
        };
        attributes[HistogramAttribute.Name] = HistogramAttribute.Of(Pyramid.Layout, counts);
        await StoreDocuments.WriteRootAsync(_store, _root, attributes, Pyramid.Layout.ZarrFormat, documents, cancellationToken);
    }

    private async Task BuildAsync<T>(int level, RasterStoreWriter writer, BlockIndex block, CancellationToken cancellationToken)
        where T : unmanaged
    {
        RasterStoreReader source = RasterStoreReader.Open(_store, LevelPyramid.RootOf(_root, level - 1), Pyramid.LayoutOf(level - 1));
        PixelWindow window = writer.Layout.WindowOf(block);
        PixelWindow above = new(2 * window.X, 2 * window.Y, 2 * window.Width, 2 * window.Height);
        using RentedBuffer<T> samples = new(checked(writer.Layout.Bands.Count * window.Area));
        using RentedBuffer<T> plane = new(above.Area);
        for (int band = 0; band < writer.Layout.Bands.Count; band++)
        {
            await source.ReadAsync(block.Time, band, above, plane.Memory, cancellationToken);
            Downsampling.Halve<T>(plane.Span, above.Width, samples.Span.Slice(band * window.Area, window.Area), Pyramid.Layout.IsOfClasses);
        }

        await writer.WriteBlockAsync<T>(block, samples.Memory, cancellationToken);
    }

    private JsonObject Describe(int level)
    {
        RasterGrid grid = Pyramid.LayoutOf(level).Grid;
        JsonObject entry = new()
        {
            ["asset"] = level == 0 ? "." : LevelPyramid.NameOf(level),
            ["spatial:shape"] = new JsonArray(grid.Height, grid.Width),
            ["spatial:transform"] = new JsonArray(grid.PixelSize, 0.0, grid.OriginX, 0.0, -grid.PixelSize, grid.OriginY),
        };
        if (level > 0)
        {
            entry["derived_from"] = level == 1 ? "." : LevelPyramid.NameOf(level - 1);
            entry["transform"] = new JsonObject { ["scale"] = new JsonArray(2.0, 2.0), ["translation"] = new JsonArray(0.0, 0.0) };
        }

        return entry;
    }
}
