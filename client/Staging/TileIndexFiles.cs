using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Mosaics.TileIndexes;

namespace RasterFlow.Client.Staging;

/// <summary>
/// The local files of a tile index: the index, and the images that it names by paths relative to it, as far as the job's <c>query</c> takes them.
/// Images elsewhere keep their addresses.
/// </summary>
internal static class TileIndexFiles
{
    private const int MostNamed = 3;

    /// <summary>Finds the files.</summary>
    /// <param name="path">The index.</param>
    /// <param name="member">The job document's <c>gti</c>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FormatException">It is no tile index, or names an image by a path that means nothing elsewhere.</exception>
    /// <exception cref="FileNotFoundException">It names images that are not there.</exception>
    public static async Task<FileGroup> FindAsync(string path, JsonObject member, CancellationToken cancellationToken)
    {
        SortedSet<string> paths = new(StringComparer.Ordinal) { path };
        if (OptionsOf(path, member) is { } options)
        {
            paths.UnionWith(Images(await ReadAsync(path, options, cancellationToken), path, options.LocationField));
        }

        return await FileGroup.OfAsync(paths, cancellationToken);
    }

    /// <summary>How the index is read; null when the document says it wrongly: the service tells all that is wrong at once.</summary>
    private static TileIndexOptions? OptionsOf(string path, JsonObject member)
    {
        try
        {
            TileIndexOptions options = new() { Index = new Uri(path) };
            string? query = Text(member, "query");
            return options with
            {
                LocationField = Text(member, "location_field") ?? options.LocationField,
                Query = query is null ? null : AttributeFilter.Parse(query),
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject member, string name) => member[name] is not { } value
        ? null
        : value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : throw new FormatException($"{name} is no text.");

    private static async Task<IReadOnlyList<TileIndexRow>> ReadAsync(string path, TileIndexOptions options, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).Length > TileIndexFile.MaxBytes)
        {
            throw new FormatException($"The tile index {path} is longer than {TileIndexFile.MaxBytes >> 20} MB. Split it, or leave out rows outside the area.");
        }

        try
        {
            return TileIndexFile.Read(await File.ReadAllBytesAsync(path, cancellationToken), path, options);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new FormatException($"The tile index cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The images on this disk, found as the service finds them from the uploaded index.</summary>
    private static List<string> Images(IReadOnlyList<TileIndexRow> rows, string path, string field)
    {
        Uri index = new(path);
        List<string> images = [];
        List<string> missing = [];
        foreach (string location in rows.Select(row => row.Attributes.GetValueOrDefault(field)).OfType<string>())
        {
            if (!Uri.TryCreate(index, location, out Uri? image) || !image.IsFile)
            {
                continue;
            }

            if (Path.IsPathRooted(location) || location.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            {
                throw new FormatException($"The tile index {path} names {location} in '{field}' by an absolute path, which means nothing where the index is uploaded to. Write paths relative to the index, or put the images in storage and give their addresses.");
            }

            (File.Exists(image.LocalPath) ? images : missing).Add(image.LocalPath);
        }

        return missing.Count == 0 ? images : throw new FileNotFoundException(
            $"The tile index {path} names {missing.Count} images in '{field}' that are not there: {string.Join(", ", missing.Take(MostNamed))}{(missing.Count > MostNamed ? ", ..." : string.Empty)}. Paths are relative to the index.");
    }
}
