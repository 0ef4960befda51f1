using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RasterFlow.Mosaics;
using RasterFlow.Storage;

namespace RasterFlow.Jobs;

/// <summary>A scene that a block of a mosaic was made without.</summary>
/// <param name="Block">The block's number in its store.</param>
/// <param name="SceneId">The STAC item's id.</param>
/// <param name="Source">Which of its images could not be read (<see cref="MosaicLayer.Sources"/>).</param>
/// <param name="Reason">Why.</param>
public sealed record LeftOutScene(int Block, string SceneId, string Source, string Reason);

/// <summary>
/// Remembers beside a mosaic which scenes its blocks were made without (<see cref="SceneFailure.Skip"/>): one small object a block and scene, written before the block.
/// A block that is made again leaves out the same scenes, and so has the same bytes, whatever can be read by then. When the mosaic is whole all are gathered into one summary.
/// Later runs look here before they take a block or the whole mosaic (<see cref="MosaicAddresses"/>).
/// </summary>
/// <param name="store">The outputs container.</param>
/// <param name="mosaicRoot">Root key of the mosaic store.</param>
public sealed class SceneFailureLog(IObjectStore store, string mosaicRoot)
{
    /// <summary>Scenes that the summary names; of the others it gives the number.</summary>
    private const int MostNamed = 1000;

    private const int ConcurrentReads = 16;

    /// <summary>The scenes that a block is made without.</summary>
    public async Task<IReadOnlyList<LeftOutScene>> ReadAsync(int block, CancellationToken cancellationToken = default) =>
        await ReadBelowAsync(PrefixOf(block), cancellationToken).ToListAsync(cancellationToken);

    /// <summary>A scene that some block is made without; null when every block has all of its scenes.</summary>
    public async Task<LeftOutScene?> FindAsync(CancellationToken cancellationToken = default) => await ReadBelowAsync(AllPrefix, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Of each scene that was left out, the first and the last block without it; of the first scenes alone when there are very many.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Cancels requests.</param>
    public async Task<IReadOnlyList<LeftOutScene>> ReadSomeAsync(int most, CancellationToken cancellationToken = default)
    {
        SortedDictionary<string, (string First, string Last)> keys = new(StringComparer.Ordinal);
        await foreach (ObjectEntry entry in store.ListAsync(AllPrefix, cancellationToken))
        {
            string scene = entry.Key[(entry.Key.LastIndexOf('/') + 1)..];
            keys[scene] = (keys.GetValueOrDefault(scene).First ?? entry.Key, entry.Key);
        }

        IEnumerable<string> some = keys.Values.SelectMany(static pair => new[] { pair.First, pair.Last }).Distinct(StringComparer.Ordinal).Take(most);
        return await Task.WhenAll(some.Select(key => ReadOneAsync(key, cancellationToken)));
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

    /// <summary>Gathers all into the summary when the mosaic is whole. A run that wants every scene does not take a mosaic that another run, beside it, has left one out of.</summary>
    /// <exception cref="SceneLeftOutException">It wants every scene, and one was left out.</exception>
    public async Task CompleteAsync(SceneFailure onFailure, CancellationToken cancellationToken = default)
    {
        if (onFailure == SceneFailure.Skip)
        {
            await SummarizeAsync(cancellationToken);
        }
        else if (await FindAsync(cancellationToken) is { } scene)
        {
            throw new SceneLeftOutException(scene);
        }
    }

    /// <summary>Gathers all into the summary. The objects stay: a block of an unfinished copy of the job may still want them.</summary>
    public async Task SummarizeAsync(CancellationToken cancellationToken = default)
    {
        SortedDictionary<string, (int Blocks, string Reason)> scenes = new(StringComparer.Ordinal);
        await foreach (LeftOutScene scene in ReadBelowAsync(AllPrefix, cancellationToken))
        {
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

    private string AllPrefix => $"{mosaicRoot}.skipped/";

    private string PrefixOf(int block) => $"{AllPrefix}{block:D8}/";

    private async IAsyncEnumerable<LeftOutScene> ReadBelowAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectEntry[] entries in store.ListAsync(prefix, cancellationToken).Chunk(ConcurrentReads).WithCancellation(cancellationToken))
        {
            foreach (LeftOutScene scene in await Task.WhenAll(entries.Select(entry => ReadOneAsync(entry.Key, cancellationToken))))
            {
                yield return scene;
            }
        }
    }

    private async Task<LeftOutScene> ReadOneAsync(string key, CancellationToken cancellationToken)
    {
        byte[] content = await store.ReadAsync(key, cancellationToken) ?? throw new FileNotFoundException($"The record '{key}' of a scene that was left out is gone.");
        return JsonSerializer.Deserialize<LeftOutScene>(content, JobJson.Options) ?? throw new JsonException($"The record '{key}' is empty.");
    }
}
