using System.Text.Json.Nodes;
using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Zarr;

/// <summary>
/// Builds the overview levels of a store: groups <c>2x</c>, <c>4x</c>, ... below its root, each a store of its own with half the pixels of the one before,
/// until the longest side has at most 512 pixels. A level's blocks need all blocks of the level before.
/// </summary>
public sealed class MultiscaleBuilder
{
    /// <summary>Longest side of the coarsest level: one screen.</summary>
    private const int CoarsestSide = 512;

    private readonly IObjectStore _store;
    private readonly string _root;

    /// <summary>Prepares the levels of a store.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="root">Key of its root group.</param>
    /// <param name="layout">Its layout.</param>
    public MultiscaleBuilder(IObjectStore store, string root, RasterStoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(layout);
        _store = store;
        _root = root;
        Layout = layout;
        while (Math.Max(LevelLayout(LevelCount).Grid.Width, LevelLayout(LevelCount).Grid.Height) > CoarsestSide)
        {
            LevelCount++;
        }
    }

    /// <summary>The layout of the store itself: level 0.</summary>
    public RasterStoreLayout Layout { get; }

    /// <summary>Levels below the store itself; 0 when it is small already.</summary>
    public int LevelCount { get; }

    /// <summary>Opens an existing store by its metadata.</summary>
    public static async Task<MultiscaleBuilder> OpenAsync(IObjectStore store, string root, CancellationToken cancellationToken = default) =>
        new(store, root, (await RasterStoreReader.OpenAsync(store, root, cancellationToken)).Layout);

    /// <summary>The layout of a level: 0 is the store itself, level n has pixels of 2^n times the size.</summary>
    public RasterStoreLayout LevelLayout(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        RasterGrid grid = Layout.Grid;
        long factor = 1L << level;
        return Layout with
        {
            Grid = grid with
            {
                PixelSize = grid.PixelSize * factor,
                Width = (int)((grid.Width + factor - 1) / factor),
                Height = (int)((grid.Height + factor - 1) / factor),
            },
        };
    }

    /// <summary>Key of a level's group; level 0 is the store's root.</summary>
    public string LevelRoot(int level) => level == 0 ? _root : StoreKeys.Combine(_root, NameOf(level));

    /// <summary>True when a block of a level has been written.</summary>
    public Task<bool> BlockExistsAsync(int level, BlockIndex block, CancellationToken cancellationToken = default) =>
        WriterOf(level).BlockExistsAsync(block, cancellationToken);

    /// <summary>Computes and writes one block of a level (1 to <see cref="LevelCount"/>) from the level before.</summary>
    /// <exception cref="RasterStoreCorruptException">A shard of the level before is damaged.</exception>
    public Task BuildBlockAsync(int level, BlockIndex block, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, LevelCount);
        return Layout.SampleType == RasterSampleType.UInt16
            ? BuildAsync<ushort>(level, block, Downsampling.Halve, cancellationToken)
            : BuildAsync<float>(level, block, Downsampling.Halve, cancellationToken);
    }

    /// <summary>
    /// Writes the metadata of all levels, and announces them at the root: attribute <c>multiscales</c> (Zarr convention <c>multiscales</c> v0.1)
    /// and consolidated metadata of the whole tree. Call it when all blocks are built, so that no reader finds an empty level.
    /// </summary>
    public async Task WriteMetadataAsync(CancellationToken cancellationToken = default)
    {
        SortedDictionary<string, JsonObject> documents = StoreMetadata.Arrays(Layout);
        for (int level = 1; level <= LevelCount; level++)
        {
            RasterStoreLayout layout = LevelLayout(level);
            await RasterStoreWriter.CreateAsync(_store, LevelRoot(level), layout, cancellationToken);
            documents[NameOf(level)] = StoreMetadata.Group(StoreMetadata.GroupAttributes(layout));
            foreach ((string name, JsonObject document) in StoreMetadata.Arrays(layout))
            {
                documents[$"{NameOf(level)}/{name}"] = document;
            }
        }

        JsonObject attributes = StoreMetadata.GroupAttributes(Layout);
        ((JsonArray)attributes["zarr_conventions"]!).Add((JsonNode)Conventions.Describe("multiscales", "d35379db-88df-4056-af3a-620245f8e347", "Multiscale layout of zarr datasets"));
        attributes["multiscales"] = new JsonObject
        {
            ["layout"] = new JsonArray([.. Enumerable.Range(0, LevelCount + 1).Select(Describe)]),
            ["resampling_method"] = "average",
        };
        JsonObject group = StoreMetadata.Consolidate(StoreMetadata.Group(attributes), documents);
        await RasterStoreWriter.WriteJsonAsync(_store, StoreKeys.Combine(_root, StoreKeys.Metadata), group, cancellationToken);
    }

    private static string NameOf(int level) => FormattableString.Invariant($"{1L << level}x");

    private RasterStoreWriter WriterOf(int level) => RasterStoreWriter.Open(_store, LevelRoot(level), LevelLayout(level));

    private async Task BuildAsync<T>(int level, BlockIndex block, Halving<T> halve, CancellationToken cancellationToken)
        where T : unmanaged
    {
        RasterStoreWriter writer = WriterOf(level);
        RasterStoreReader source = RasterStoreReader.Open(_store, LevelRoot(level - 1), LevelLayout(level - 1));
        PixelWindow window = writer.Layout.WindowOf(block);
        PixelWindow above = new(2 * window.X, 2 * window.Y, 2 * window.Width, 2 * window.Height);
        T[] samples = new T[checked(writer.Layout.Bands.Count * window.Area)];
        T[] plane = new T[above.Area];
        for (int band = 0; band < writer.Layout.Bands.Count; band++)
        {
            await source.ReadAsync<T>(block.Time, band, above, plane, cancellationToken);
            halve(plane, samples.AsSpan(band * window.Area, window.Area), window.Width);
        }

        await writer.WriteBlockAsync<T>(block, samples, cancellationToken);
    }

    private JsonObject Describe(int level)
    {
        RasterGrid grid = LevelLayout(level).Grid;
        JsonObject entry = new()
        {
            ["asset"] = level == 0 ? "." : NameOf(level),
            ["spatial:shape"] = new JsonArray(grid.Height, grid.Width),
            ["spatial:transform"] = new JsonArray(grid.PixelSize, 0.0, grid.OriginX, 0.0, -grid.PixelSize, grid.OriginY),
        };
        if (level > 0)
        {
            entry["derived_from"] = level == 1 ? "." : NameOf(level - 1);
            entry["transform"] = new JsonObject { ["scale"] = new JsonArray(2.0, 2.0), ["translation"] = new JsonArray(0.0, 0.0) };
        }

        return entry;
    }

    private delegate void Halving<T>(ReadOnlySpan<T> source, Span<T> destination, int width);
}
