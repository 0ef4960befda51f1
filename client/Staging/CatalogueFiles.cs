using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RasterFlow.Client.Staging;

/// <summary>
/// The local files of a STAC ItemCollection or static catalogue: its documents, and those of its images that exist on this disk.
/// Images that lie elsewhere keep their addresses.
/// </summary>
internal sealed class CatalogueFiles
{
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);
    private string _root = string.Empty;

    private CatalogueFiles()
    {
    }

    /// <summary>Full paths of the files.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>A hash of all files and their places.</summary>
    public string Hash { get; private set; } = string.Empty;

    public static async Task<CatalogueFiles> FindAsync(string path, CancellationToken cancellationToken)
    {
        CatalogueFiles files = new();
        await files.AddDocumentAsync(path, cancellationToken);
        files._root = CommonFolder(files._paths);
        files.Hash = await files.HashAsync(cancellationToken);
        return files;
    }

    /// <summary>A file's place below the common folder, with slashes.</summary>
    public string RelativePath(string path) => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');

    private async Task AddDocumentAsync(string path, CancellationToken cancellationToken)
    {
        if (!_paths.Add(path))
        {
            return;
        }

        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
        JsonElement root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        AddAssets(root, path);
        if (root.TryGetProperty("features", out JsonElement features) && features.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in features.EnumerateArray())
            {
                AddAssets(item, path);
            }
        }

        if (root.TryGetProperty("links", out JsonElement links) && links.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement link in links.EnumerateArray().Where(static l => l.TryGetProperty("rel", out JsonElement rel) && rel.GetString() is "child" or "item"))
            {
                if (Resolve(link, path) is { } child)
                {
                    await AddDocumentAsync(child, cancellationToken);
                }
            }
        }
    }

    private void AddAssets(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("assets", out JsonElement assets) || assets.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty asset in assets.EnumerateObject())
        {
            if (Resolve(asset.Value, path) is { } file)
            {
                _paths.Add(file);
            }
        }
    }

    /// <summary>The file that a relative href leads to; null when there is none on this disk.</summary>
    private static string? Resolve(JsonElement holder, string document)
    {
        if (holder.ValueKind != JsonValueKind.Object
            || !holder.TryGetProperty("href", out JsonElement href)
            || href.GetString() is not { Length: > 0 } text
            || text.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        string path = Path.GetFullPath(Uri.UnescapeDataString(text), Path.GetDirectoryName(document)!);
        return File.Exists(path) ? path : null;
    }

    private static string CommonFolder(IEnumerable<string> paths)
    {
        string? common = null;
        foreach (string folder in paths.Select(static p => Path.GetDirectoryName(p)!))
        {
            common ??= folder;
            while (folder != common && !folder.StartsWith(common.TrimEnd('/') + "/", StringComparison.Ordinal))
            {
                common = Path.GetDirectoryName(common) ?? "/";
            }
        }

        return common ?? "/";
    }

    private async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in _paths)
        {
            await using FileStream content = File.OpenRead(path);
            hash.AppendData(Encoding.UTF8.GetBytes(RelativePath(path) + "\n"));
            hash.AppendData(await SHA256.HashDataAsync(content, cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}
