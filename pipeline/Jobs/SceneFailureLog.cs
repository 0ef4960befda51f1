using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RasterFlow.Mosaics;
using RasterFlow.Storage;

namespace RasterFlow.Jobs;

/// <summary>A scene that a block of a mosaic was made without.</summary>
/// <param name="Block">The block's number in its store.</param>
/// <param name="SceneId">The STAC item's id.</param>
/// <param name="Reason">Why its image could not be read.</param>
public sealed record LeftOutScene(int Block, string SceneId, string Reason);

/// <summary>
/// Remembers beside a mosaic which scenes its blocks were made without (<see cref="SceneFailure.Skip"/>): one small object a block and scene, written before the block.
/// A block that is made again leaves out the same scenes, and so has the same bytes, whatever can be read by then. When the mosaic is whole all are gathered into one summary.
/// </summary>
/// <param name="store">The outputs container.</param>
/// <param name="mosaicRoot">Root key of the mosaic store.</param>
public sealed class SceneFailureLog(IObjectStore store, string mosaicRoot)
{
    /// <summary>Scenes that the summary names; of the others it gives the number.</summary>
    private const int MostNamed = 1000;

    /// <summary>The scenes that a block is made without.</summary>
    public async Task<IReadOnlyList<LeftOutScene>> ReadAsync(int block, CancellationToken cancellationToken = default)
    {
        List<LeftOutScene> scenes = [];
        await foreach (ObjectEntry entry in store.ListAsync(PrefixOf(block), cancellationToken))
        {
            scenes.Add(await ReadOneAsync(entry.Key, cancellationToken));
        }

        return scenes;
    }

    /// <summary>Adds scenes to those that a block is made without.</summary>
    public async Task WriteAsync(IEnumerable<LeftOutScene> scenes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        foreach (LeftOutScene scene in scenes)
        {
            string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scene.SceneId)).AsSpan(0, 8));
            await store.WriteAsync($"{PrefixOf(scene.Block)}{id}.json", JsonSerializer.SerializeToUtf8Bytes(scene, JobJson.Options), cancellationToken);
        }
    }

    /// <summary>Gathers all into the summary. The objects stay: a block of an unfinished copy of the job may still want them.</summary>
    public async Task SummarizeAsync(CancellationToken cancellationToken = default)
    {
        SortedDictionary<string, (int Blocks, string Reason)> scenes = new(StringComparer.Ordinal);
        await foreach (ObjectEntry entry in store.ListAsync($"{mosaicRoot}.skipped/", cancellationToken))
        {
            LeftOutScene scene = await ReadOneAsync(entry.Key, cancellationToken);
            (int blocks, string? reason) = scenes.GetValueOrDefault(scene.SceneId);
            scenes[scene.SceneId] = (blocks + 1, reason ?? scene.Reason);
        }

        if (scenes.Count > 0)
        {
            List<SkippedInput> named = [.. scenes.Take(MostNamed).Select(pair => new SkippedInput(pair.Key, $"left out of {pair.Value.Blocks} blocks, as its images could not be read: {pair.Value.Reason}"))];
            if (scenes.Count > MostNamed)
            {
                named.Add(new SkippedInput("...", $"{scenes.Count - MostNamed} further scenes could not be read"));
            }

            await store.WriteAsync(SummaryKey, JsonSerializer.SerializeToUtf8Bytes(named, JobJson.Options), cancellationToken);
        }
    }

    /// <summary>The summary of a whole mosaic; empty when nothing was left out.</summary>
    public async Task<IReadOnlyList<SkippedInput>> ReadSummaryAsync(CancellationToken cancellationToken = default) =>
        await store.ReadAsync(SummaryKey, cancellationToken) is { } content
            ? JsonSerializer.Deserialize<List<SkippedInput>>(content, JobJson.Options) ?? []
            : [];

    private string SummaryKey => $"{mosaicRoot}.skipped.json";

    private string PrefixOf(int block) => $"{mosaicRoot}.skipped/{block:D8}/";

    private async Task<LeftOutScene> ReadOneAsync(string key, CancellationToken cancellationToken)
    {
        byte[] content = await store.ReadAsync(key, cancellationToken) ?? throw new FileNotFoundException($"The record '{key}' of a scene that was left out is gone.");
        return JsonSerializer.Deserialize<LeftOutScene>(content, JobJson.Options) ?? throw new JsonException($"The record '{key}' is empty.");
    }
}
