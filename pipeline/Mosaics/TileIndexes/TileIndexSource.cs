using System.Collections.Concurrent;
using NetTopologySuite.Geometries.Prepared;
using RasterFlow.Imagery;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>The images of a tile index as scenes: each is an acquisition of its own, and holds its bands in one file (<see cref="TileIndexOptions.ImageKey"/>).</summary>
/// <param name="options">How the index is read.</param>
/// <param name="readers">Decides what may be read.</param>
/// <param name="onFailure">What happens when an image is found that cannot be read.</param>
public sealed class TileIndexSource(TileIndexOptions options, IRangeReaderFactory readers, SceneFailure onFailure = SceneFailure.Fail)
{
    /// <summary>Headers that are read to learn the reference system and the pixel size; an index's images are meant to be alike.</summary>
    private const int HeadersRead = 16;

    /// <summary>Finds the images that meet a query, in order of time and then address.</summary>
    /// <exception cref="InvalidDataException">The index cannot be used as it says, or an image has too few bands; the message says why.</exception>
    /// <exception cref="SourceReadException">It, or an image, cannot be read.</exception>
    /// <exception cref="SourceNotAllowedException">It, or an image, lies where nothing may be read from.</exception>
    /// <exception cref="RasterException">An image is not one that can be read.</exception>
    public async Task<FoundScenes> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Uri index = options.Index ?? throw new ArgumentException("The index has no address.", nameof(query));
        string name = SafeAddress.Text(index);
        byte[] content = await DocumentReader.ReadAsync(readers.Open(index), TileIndexFile.MaxBytes, cancellationToken);
        IReadOnlyList<TileIndexRow> rows = TileIndexFile.Read(content, name, options);
        IReadOnlyDictionary<object, int> places = Places(rows);
        IPreparedGeometry area = PreparedGeometryFactory.Prepare(query.Area.Geometry);
        List<Scene> scenes = [];
        ConcurrentBag<UnusedScene> unused = [];
        foreach (TileIndexRow row in rows)
        {
            DateTimeOffset time = options.TimeColumn is null ? query.Start : FilterValue.Time(row.Attributes.GetValueOrDefault(options.TimeColumn))
                ?? throw new InvalidDataException($"{name}: '{row.Attributes.GetValueOrDefault(options.TimeColumn)}' in '{options.TimeColumn}' is no time. Use dates, times, ISO 8601 texts or years.");
            Uri address = AddressOf(row, index, name);
            if (SceneFilter.Elsewhere(SafeAddress.Text(address), time, row.Outline, query, area) is { } elsewhere)
            {
                unused.Add(elsewhere);
            }
            else
            {
                scenes.Add(SceneOf(row, time, address, places));
            }
        }

        Scene[] placed = await WithPlacesAsync([.. scenes.OrderBy(scene => scene.Acquired).ThenBy(scene => scene.Id, StringComparer.Ordinal)], unused, cancellationToken);
        return new FoundScenes(placed, [.. unused]);
    }

    /// <summary>The sort field's values in ascending order; missing ones come first.</summary>
    private Dictionary<object, int> Places(IReadOnlyList<TileIndexRow> rows) => options.SortField is null ? [] : rows
        .Select(row => row.Attributes.GetValueOrDefault(options.SortField)).OfType<object>().Distinct()
        .Order(Comparer<object>.Create(static (a, b) => FilterValue.Compare(a, b) ?? string.CompareOrdinal(a.GetType().Name, b.GetType().Name)))
        .Select((value, place) => (value, place)).ToDictionary(pair => pair.value, pair => pair.place + 1);

    private Uri AddressOf(TileIndexRow row, Uri index, string name) =>
        row.Attributes.GetValueOrDefault(options.LocationField) is string location && Uri.TryCreate(index, location, out Uri? address)
            ? address
            : throw new InvalidDataException($"{name}: '{row.Attributes.GetValueOrDefault(options.LocationField)}' in '{options.LocationField}' is no address of an image.");

    private Scene SceneOf(TileIndexRow row, DateTimeOffset time, Uri address, IReadOnlyDictionary<object, int> places)
    {
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

    /// <summary>The scenes, the first ones with what their headers say; without those that a job leaves out because of it.</summary>
    private async Task<Scene[]> WithPlacesAsync(Scene[] scenes, ConcurrentBag<UnusedScene> unused, CancellationToken cancellationToken)
    {
        Scene?[] placed = [.. scenes];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, Math.Min(scenes.Length, HeadersRead), parallel, async (i, token) =>
        {
            Scene scene = scenes[i];
            try
            {
                placed[i] = await WithPlaceAsync(scene, token);
            }
            catch (Exception e) when (onFailure == SceneFailure.Skip && e is RasterException or SourceReadException or InvalidDataException)
            {
                placed[i] = null;
                unused.Add(new UnusedScene(scene.Id, scene.Acquired, e is InvalidDataException ? UnusedReason.MissingImage : UnusedReason.Unreadable, e.Message));
            }
        });
        return [.. placed.OfType<Scene>()];
    }

    private async Task<Scene> WithPlaceAsync(Scene scene, CancellationToken cancellationToken)
    {
        Uri href = scene.Files[TileIndexOptions.ImageKey].Href;
        CogFile file = await CogFile.OpenAsync(readers.Open(href), cancellationToken);
        if (file.Full.BandCount < options.LeastBands)
        {
            throw new InvalidDataException($"{scene.Id} has {file.Full.BandCount} bands, but 'bands' asks for number {options.LeastBands}.");
        }

        GeoPlacement? place = file.Placement;
        return scene with
        {
            Epsg = file.Epsg,
            Files = new Dictionary<string, SceneAsset> { [TileIndexOptions.ImageKey] = new(href, place?.PixelWidth, place?.OriginX, place?.OriginY) },
        };
    }
}
