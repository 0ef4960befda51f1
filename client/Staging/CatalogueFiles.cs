using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Client.Staging;

/// <summary>
/// The local files of a STAC ItemCollection, static catalogue or STAC GeoParquet file: its documents, and those of its images that exist on this disk.
/// Images that lie elsewhere keep their addresses.
/// </summary>
internal sealed class CatalogueFiles
{
    private const string Forms = "Give a STAC ItemCollection, item or static catalogue (.json), or STAC GeoParquet (.parquet).";

    private static readonly AreaOfInterest World = new(new GeometryFactory(new PrecisionModel(), 4326).ToGeometry(new Envelope(-180, 180, -90, 90)));

    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);

    private CatalogueFiles()
    {
    }

    /// <summary>Finds the files of a catalogue.</summary>
    /// <exception cref="FormatException">A document is none of a catalogue, or names an image on this disk by an absolute path; says which, and where in it.</exception>
    public static async Task<FileGroup> FindAsync(string path, CancellationToken cancellationToken)
    {
        CatalogueFiles files = new();
        await files.AddDocumentAsync(path, cancellationToken);
        return await FileGroup.OfAsync(files._paths, cancellationToken);
    }

    private async Task AddDocumentAsync(string path, CancellationToken cancellationToken)
    {
        if (!_paths.Add(path))
        {
            return;
        }

        if (Path.GetExtension(path).ToUpperInvariant() is ".PARQUET" or ".GEOPARQUET")
        {
            await AddParquetImagesAsync(path, cancellationToken);
            return;
        }

        using JsonDocument json = Parse(path, await File.ReadAllBytesAsync(path, cancellationToken));
        CatalogueElement root = new(path, "the document", json.RootElement);
        AddAssets(root);
        foreach (CatalogueElement item in root.Items("features"))
        {
            AddAssets(item);
        }

        foreach (CatalogueElement link in root.Items("links").Where(static link => link.Text("rel") is "child" or "item"))
        {
            if (Resolve(link) is { } child)
            {
                await AddDocumentAsync(child, cancellationToken);
            }
        }
    }

    private static JsonDocument Parse(string path, byte[] content)
    {
        try
        {
            return StrictJson.Parse(content);
        }
        catch (JsonException e)
        {
            string what = content.Length == 0 ? "is empty" : $"is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine})";
            throw new FormatException($"The catalogue {path} {what}. {Forms}", e);
        }
    }

    /// <summary>The images beside a STAC GeoParquet file, found as the service finds them.</summary>
    private async Task AddParquetImagesAsync(string path, CancellationToken cancellationToken)
    {
        SceneQuery all = new(World, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, double.MaxValue);
        RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        try
        {
            IReadOnlyList<Scene> scenes = await new StacGeoParquetSource(new Uri(path), readers, int.MaxValue).SearchAsync(all, cancellationToken);
            _paths.UnionWith(scenes.SelectMany(static scene => scene.Assets.Values).Select(static asset => asset.Href).Where(static href => href.IsFile && File.Exists(href.LocalPath)).Select(static href => href.LocalPath));
        }
        catch (Exception e) when (e is StacException or InvalidDataException or NotSupportedException)
        {
            throw new FormatException($"The catalogue {path} cannot be read: {e.Message} {Forms}", e);
        }
    }

    private void AddAssets(CatalogueElement item)
    {
        foreach (CatalogueElement asset in item.Members("assets"))
        {
            if (Resolve(asset) is { } file)
            {
                _paths.Add(file);
            }
        }
    }

    /// <summary>The file that a relative href leads to; null when there is none on this disk.</summary>
    private static string? Resolve(CatalogueElement holder)
    {
        if (holder.Text("href") is not { Length: > 0 } text || text.Contains("://", StringComparison.Ordinal) || text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        string path = Path.GetFullPath(Uri.UnescapeDataString(text), Path.GetDirectoryName(holder.File)!);
        if (!File.Exists(path))
        {
            return null;
        }

        return Path.IsPathRooted(text)
            ? throw new FormatException($"The catalogue {holder.File} names {text} by an absolute path ({holder.Field}.href), which means nothing where it is uploaded to. Write the path relative to the catalogue, or put the file in storage and give its address.")
            : path;
    }
}
