using RasterFlow.Imagery;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>The images of a tile index as scenes: each is an acquisition of its own, and holds its bands in one file (<see cref="TileIndexOptions.ImageKey"/>).</summary>
/// <param name="options">How the index is read.</param>
/// <param name="readers">Decides what may be read.</param>
public sealed class TileIndexSource(TileIndexOptions options, IRangeReaderFactory readers)
{
    private const int MaxIndexBytes = 64 * 1024 * 1024;
    private const int MaxRows = 200_000;

    /// <summary>Headers that are read to learn the reference system and the pixel size; an index's images are meant to be alike.</summary>
    private const int HeadersRead = 16;

    /// <summary>Finds the images that meet a query, in order of time and then address.</summary>
    /// <exception cref="InvalidDataException">The index cannot be used as it says; the message says why.</exception>
    /// <exception cref="SourceReadException">It, or an image, cannot be read.</exception>
    /// <exception cref="SourceNotAllowedException">It, or an image, lies where nothing may be read from.</exception>
    /// <exception cref="RasterException">An image is not one that can be read.</exception>
    public async Task<IReadOnlyList<Scene>> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Uri index = options.Index ?? throw new ArgumentException("The index has no address.", nameof(query));
        string name = SafeAddress.Text(index);
        byte[] content = await DocumentReader.ReadAsync(readers.Open(index), MaxIndexBytes, cancellationToken);
        bool isParquet = content.AsSpan().StartsWith("PAR1"u8);
        List<TileIndexRow> rows = [.. isParquet ? GeoParquetTileIndex.Read(content, name, options.Attributes) : GeoJsonTileIndex.Read(content, name)];
        Check(rows, name);
        IReadOnlyDictionary<object, int> places = Places(rows);
        List<Scene> scenes = [];
        foreach (TileIndexRow row in rows.Where(row => options.Query?.Matches(row.Attributes) ?? true))
        {
            DateTimeOffset time = options.TimeColumn is null ? query.Start : FilterValue.Time(row.Attributes.GetValueOrDefault(options.TimeColumn))
                ?? throw new InvalidDataException($"{name}: '{row.Attributes.GetValueOrDefault(options.TimeColumn)}' in '{options.TimeColumn}' is no time. Use dates, times, ISO 8601 texts or years.");
            if (time >= query.Start && time < query.End && query.Area.Geometry.Intersects(row.Outline))
            {
                scenes.Add(SceneOf(row, time, index, name, places));
            }
        }

        return await WithPlacesAsync([.. scenes.OrderBy(scene => scene.Acquired).ThenBy(scene => scene.Id, StringComparer.Ordinal)], cancellationToken);
    }

    private void Check(List<TileIndexRow> rows, string name)
    {
        if (rows.Count is 0 or > MaxRows)
        {
            throw new InvalidDataException($"{name} has {rows.Count:N0} rows; 1 to {MaxRows:N0} are read.");
        }

        foreach (string attribute in options.Attributes.Where(attribute => !rows.Exists(row => row.Attributes.ContainsKey(attribute))))
        {
            throw new InvalidDataException($"{name} has no attribute '{attribute}'. It has: {string.Join(", ", rows[0].Attributes.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>The sort field's values in ascending order; missing ones come first.</summary>
    private Dictionary<object, int> Places(List<TileIndexRow> rows) => options.SortField is null ? [] : rows
        .Select(row => row.Attributes.GetValueOrDefault(options.SortField)).OfType<object>().Distinct()
        .Order(Comparer<object>.Create(static (a, b) => FilterValue.Compare(a, b) ?? string.CompareOrdinal(a.GetType().Name, b.GetType().Name)))
        .Select((value, place) => (value, place)).ToDictionary(pair => pair.value, pair => pair.place + 1);

    private Scene SceneOf(TileIndexRow row, DateTimeOffset time, Uri index, string name, IReadOnlyDictionary<object, int> places)
    {
        if (row.Attributes.GetValueOrDefault(options.LocationField) is not string location || !Uri.TryCreate(index, location, out Uri? address))
        {
            throw new InvalidDataException($"{name}: '{row.Attributes.GetValueOrDefault(options.LocationField)}' in '{options.LocationField}' is no address of an image.");
        }

        // Opening makes no request, but refuses what may not be read.
        readers.Open(address);
        string id = SafeAddress.Text(address);
        return new Scene
        {
            Id = id,
            Acquired = time,
            Footprint = row.Outline,
            Acquisition = id,
            Assets = new Dictionary<string, SceneAsset>(),
            Files = new Dictionary<string, SceneAsset> { [TileIndexOptions.ImageKey] = new(address) },
            Priority = options.SortField is not null && row.Attributes.GetValueOrDefault(options.SortField) is { } value ? places[value] : 0,
        };
    }

    private async Task<IReadOnlyList<Scene>> WithPlacesAsync(Scene[] scenes, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, Math.Min(scenes.Length, HeadersRead), parallel, async (i, token) =>
        {
            Uri href = scenes[i].Files[TileIndexOptions.ImageKey].Href;
            CogFile file = await CogFile.OpenAsync(readers.Open(href), token);
            GeoPlacement? place = file.Placement;
            scenes[i] = scenes[i] with
            {
                Epsg = file.Epsg,
                Files = new Dictionary<string, SceneAsset> { [TileIndexOptions.ImageKey] = new(href, place?.PixelWidth, place?.OriginX, place?.OriginY) },
            };
        });
        return scenes;
    }
}
