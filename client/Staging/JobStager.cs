using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Models;
using RasterFlow.Storage;

namespace RasterFlow.Client.Staging;

/// <summary>
/// Puts the local files that a job document names into blob storage and replaces their paths by addresses:
/// the service never reads a user's disk. Keys are made of the content, so staging twice uploads nothing new.
/// </summary>
/// <param name="store">The outputs container.</param>
/// <param name="baseFolder">Relative paths start here: the folder of the job document.</param>
public sealed class JobStager(IObjectStore store, string baseFolder)
{
    private static readonly string[] WktStarts = ["POLYGON", "MULTIPOLYGON", "POINT", "LINESTRING", "MULTI", "GEOMETRYCOLLECTION", "SRID="];

    /// <summary>Stages a job document on disk; paths in it are relative to it.</summary>
    /// <param name="settings">Where the storage is.</param>
    /// <param name="file">The document.</param>
    /// <param name="read">Reads the document's bytes, and may change what they say.</param>
    /// <param name="cancellationToken">Cancels the uploads.</param>
    /// <exception cref="FileNotFoundException">There is no such document.</exception>
    /// <exception cref="FormatException">It is not JSON.</exception>
    internal static async Task<JsonElement> StageDocumentAsync(ClientSettings settings, FileInfo file, Func<byte[], JsonElement> read, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            throw new FileNotFoundException(Directory.Exists(file.FullName) ? $"{file.FullName} is a folder; give the job document in it." : $"The job document {file.FullName} does not exist.");
        }

        JsonElement document = Read(file.FullName, await File.ReadAllBytesAsync(file.FullName, cancellationToken), read);
        return await new JobStager(settings.OpenStore(), file.DirectoryName!).StageAsync(document, cancellationToken);
    }

    /// <summary>The document with every local path replaced.</summary>
    /// <exception cref="FileNotFoundException">A path leads to no file, or a tile index to none.</exception>
    /// <exception cref="FormatException">A catalogue or tile index cannot be read, or names images by absolute paths.</exception>
    public async Task<JsonElement> StageAsync(JsonElement document, CancellationToken cancellationToken = default)
    {
        if (JsonNode.Parse(document.GetRawText()) is not JsonObject job)
        {
            return document;
        }

        await ReplaceAsync(job, "aoi", StageFileAsync, cancellationToken);
        await ReplaceAsync(job, "scenes", async (path, token) => await StageGroupAsync(path, await CatalogueFiles.FindAsync(path, token), token), cancellationToken);
        if (job["gti"] is JsonObject index)
        {
            await ReplaceAsync(index, "index", async (path, token) => await StageGroupAsync(path, await TileIndexFiles.FindAsync(path, index, token), token), cancellationToken);
        }

        if (job["predict"] is JsonObject predict)
        {
            await ReplaceAsync(predict, "model_path", StageModelAsync, cancellationToken);
        }

        return JsonSerializer.SerializeToElement(job);
    }

    private static JsonElement Read(string path, byte[] content, Func<byte[], JsonElement> read)
    {
        try
        {
            return read(content);
        }
        catch (JsonException e)
        {
            string what = content.Length == 0 ? "is empty" : $"is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine})";
            throw new FormatException($"The job document {path} {what}. docs/JOBS.md lists its members.", e);
        }
    }

    private async Task ReplaceAsync(JsonObject parent, string name, Func<string, CancellationToken, Task<Uri>> stage, CancellationToken cancellationToken)
    {
        if (parent[name] is JsonValue value && value.TryGetValue(out string? text) && LocalPath(name, text) is { } path)
        {
            parent[name] = (await stage(path, cancellationToken)).AbsoluteUri;
        }
    }

    /// <summary>The full path when a text names a local file; null when it is an address, WKT, or a box, GeoJSON or the name of a place that no file has.</summary>
    private string? LocalPath(string name, string text)
    {
        bool isAddress = text.Contains("://", StringComparison.Ordinal);
        bool isWkt = WktStarts.Any(start => text.TrimStart().StartsWith(start, StringComparison.OrdinalIgnoreCase));
        if (isAddress || isWkt || text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        string path = Path.GetFullPath(text, baseFolder);
        if (!File.Exists(path) && name == "aoi" && (PlaceReader.IsPlace(text) || AreaReader.IsWritten(text)))
        {
            return null;
        }

        // A name without folder and extension that no file has is one of the model registry.
        if (!File.Exists(path) && name == "model_path" && text.IndexOfAny(['/', '\\']) < 0 && !text.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return File.Exists(path) ? path : throw new FileNotFoundException($"'{text}' is neither an address nor a file: {path} does not exist.", path);
    }

    private async Task<Uri> StageFileAsync(string path, CancellationToken cancellationToken)
    {
        byte[] content = await File.ReadAllBytesAsync(path, cancellationToken);
        string key = $"uploads/{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}/{Path.GetFileName(path)}";
        await store.WriteIfMissingAsync(key, content, cancellationToken);
        return store.GetUri(key);
    }

    /// <summary>Stages a model and, when one lies beside it, its card: in one folder, where the service looks for it.</summary>
    private async Task<Uri> StageModelAsync(string path, CancellationToken cancellationToken)
    {
        byte[] hash;
        await using (FileStream model = File.OpenRead(path))
        {
            hash = await SHA256.HashDataAsync(model, cancellationToken);
        }

        string cardPath = Path.ChangeExtension(path, ".json");
        byte[]? card = File.Exists(cardPath) ? await File.ReadAllBytesAsync(cardPath, cancellationToken) : null;
        bool hasCard = card is not null && ModelCard.Read(card, $"The model card {cardPath}") is not null;
        string folder = $"uploads/{Convert.ToHexStringLower(SHA256.HashData([.. hash, .. hasCard ? card! : []]).AsSpan(0, 12))}";
        string key = $"{folder}/{Path.GetFileName(path)}";
        if (await store.GetLengthAsync(key, cancellationToken) != new FileInfo(path).Length)
        {
            await using FileStream model = File.OpenRead(path);
            await store.WriteAsync(key, model, cancellationToken);
        }

        if (hasCard)
        {
            await store.WriteIfMissingAsync($"{folder}/{Path.GetFileName(cardPath)}", card!, cancellationToken);
        }

        return store.GetUri(key);
    }

    /// <summary>Stages files that refer to each other; returns the address of the one that leads to the others.</summary>
    private async Task<Uri> StageGroupAsync(string path, FileGroup files, CancellationToken cancellationToken)
    {
        string prefix = $"uploads/{files.Hash}/";
        ParallelOptions options = new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files.Paths, options, async (file, token) =>
        {
            string key = prefix + files.RelativePath(file);
            if (await store.GetLengthAsync(key, token) != new FileInfo(file).Length)
            {
                await using FileStream content = File.OpenRead(file);
                await store.WriteAsync(key, content, token);
            }
        });
        return store.GetUri(prefix + files.RelativePath(path));
    }
}
