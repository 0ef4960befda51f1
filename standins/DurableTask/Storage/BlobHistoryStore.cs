using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>
/// Instances in blob storage: <c>hub/instances/id.json</c> (replaced when an execution starts or ends) and
/// <c>hub/history/id/execution.jsonl</c> (an append blob, one line a turn, so that a turn costs the same however long the history is).
/// </summary>
internal sealed class BlobHistoryStore(BlobContainerClient container, string taskHub) : IHistoryStore
{
    private const int MaximumBlock = 4 * 1024 * 1024;
    private readonly ConcurrentDictionary<string, ETag> _versions = new(StringComparer.Ordinal);

    public async Task<IAsyncDisposable> AcquireAsync(TimeSpan duration, Action lost, CancellationToken cancellation)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        return await BlobOwnership.AcquireAsync(container.GetBlobClient($"{taskHub}/owner"), duration, lost, cancellation);
    }

    public async Task<IReadOnlyList<InstanceState>> LoadInstancesAsync(CancellationToken cancellation)
    {
        List<string> names = [];
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: $"{taskHub}/instances/", cancellationToken: cancellation))
        {
            names.Add(blob.Name);
        }

        InstanceState[] states = new InstanceState[names.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = 16, CancellationToken = cancellation };
        await Parallel.ForAsync(0, names.Count, parallel, async (i, token) =>
        {
            states[i] = await TakeOverAsync(names[i], token);
        });
        await DeleteOrphansAsync(states, cancellation);
        return states;
    }

    public async Task<(IReadOnlyList<HistoryBatch> Batches, long Position)> ReadLogAsync(string instanceId, string executionId, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult log = await container.GetBlobClient(LogName(instanceId, executionId)).DownloadContentAsync(cancellation);
            ReadOnlyMemory<byte> bytes = log.Content.ToMemory();
            return (StoreJson.ReadLines(bytes.Span), bytes.Length);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return ([], 0);
        }
    }

    public async Task<long> AppendAsync(string instanceId, string executionId, long position, HistoryBatch batch, CancellationToken cancellation)
    {
        AppendBlobClient log = container.GetAppendBlobClient(LogName(instanceId, executionId));
        byte[] line = StoreJson.Line(batch);
        if (position == 0)
        {
            await log.CreateIfNotExistsAsync(cancellationToken: cancellation);
        }

        for (int start = 0; start < line.Length; start += MaximumBlock)
        {
            ReadOnlyMemory<byte> block = line.AsMemory(start, Math.Min(MaximumBlock, line.Length - start));
            await AppendBlockAsync(log, position, block, cancellation);
            position += block.Length;
        }

        return position;
    }

    public async Task PutInstanceAsync(InstanceState state, CancellationToken cancellation)
    {
        string name = StateName(state.Record.InstanceId);
        BlobClient blob = container.GetBlobClient(name);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(state, StoreJson.Options);
        try
        {
            _versions[name] = await UploadAsync(blob, content, cancellation);
        }
        catch (RequestFailedException refused) when (refused.Status is 409 or 412)
        {
            // Either our own request, repeated after its answer was lost, or another writer.
            if (await DownloadAsync(blob, cancellation) is not { } written || !written.Content.ToMemory().Span.SequenceEqual(content))
            {
                throw Conflict(name);
            }

            _versions[name] = written.Details.ETag;
        }
    }

    public async Task DeleteInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        string name = StateName(instanceId);
        BlobRequestConditions? unchanged = _versions.TryGetValue(name, out ETag version) ? new BlobRequestConditions { IfMatch = version } : null;
        try
        {
            await container.GetBlobClient(name).DeleteIfExistsAsync(conditions: unchanged, cancellationToken: cancellation);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
            throw Conflict(name);
        }

        _versions.TryRemove(name, out _);
    }

    public Task DeleteLogAsync(string instanceId, string executionId, CancellationToken cancellation) =>
        container.DeleteBlobIfExistsAsync(LogName(instanceId, executionId), cancellationToken: cancellation);

    private static async Task AppendBlockAsync(AppendBlobClient log, long position, ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        try
        {
            using MemoryStream stream = new(block.ToArray());
            AppendBlobAppendBlockOptions options = new() { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position } };
            await log.AppendBlockAsync(stream, options, cancellation);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
            // Either our own request, repeated after its answer was lost, or another writer.
            BlobDownloadResult written = await log.DownloadContentAsync(cancellation);
            ReadOnlySpan<byte> all = written.Content.ToMemory().Span;
            if (all.Length < position + block.Length || !all.Slice((int)position, block.Length).SequenceEqual(block.Span))
            {
                throw Conflict(log.Name);
            }
        }
        catch (RequestFailedException gone) when (gone.Status == 404 && position > 0)
        {
            throw Conflict(log.Name);
        }
    }

    private static StoreConflictException Conflict(string name) => new($"'{name}' was changed by another hand.");

    private static async Task<BlobDownloadResult?> DownloadAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            return await blob.DownloadContentAsync(cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads an instance and shuts out its former owner, should that be no more than frozen: its object gets a new version and its log a new
    /// end, so that no write based on the old ones succeeds. The line break also ends a line that was cut off.
    /// </summary>
    private async Task<InstanceState> TakeOverAsync(string name, CancellationToken cancellation)
    {
        BlobClient blob = container.GetBlobClient(name);
        while (true)
        {
            BlobDownloadResult read = await blob.DownloadContentAsync(cancellation);
            InstanceState state = JsonSerializer.Deserialize<InstanceState>(read.Content, StoreJson.Options)!;
            _versions[name] = read.Details.ETag;
            if (state.Closed)
            {
                return state;
            }

            try
            {
                _versions[name] = await UploadAsync(blob, read.Content.ToArray(), cancellation);
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                continue;
            }

            AppendBlobClient log = container.GetAppendBlobClient(LogName(state.Record.InstanceId, state.Record.ExecutionId));
            await log.CreateIfNotExistsAsync(cancellationToken: cancellation);
            using MemoryStream lineBreak = new([(byte)'\n']);
            await log.AppendBlockAsync(lineBreak, cancellationToken: cancellation);
            return state;
        }
    }

    private async Task<ETag> UploadAsync(BlobClient blob, byte[] content, CancellationToken cancellation)
    {
        BlobRequestConditions unchanged = _versions.TryGetValue(blob.Name, out ETag version)
            ? new BlobRequestConditions { IfMatch = version }
            : new BlobRequestConditions { IfNoneMatch = ETag.All };
        BlobContentInfo written = await blob.UploadAsync(new BinaryData(content), new BlobUploadOptions { Conditions = unchanged }, cancellation);
        return written.ETag;
    }

    /// <summary>Logs of executions that a crash left behind between replacing an instance and deleting its former history.</summary>
    private async Task DeleteOrphansAsync(IReadOnlyList<InstanceState> states, CancellationToken cancellation)
    {
        HashSet<string> known = [.. states.Select(state => LogName(state.Record.InstanceId, state.Record.ExecutionId))];
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: $"{taskHub}/history/", cancellationToken: cancellation))
        {
            if (!known.Contains(blob.Name))
            {
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
            }
        }
    }

    private string StateName(string instanceId) => $"{taskHub}/instances/{Safe(instanceId)}.json";

    private string LogName(string instanceId, string executionId) => $"{taskHub}/history/{Safe(instanceId)}/{executionId}.jsonl";

    /// <summary>Ids of plain characters stay readable; any other becomes a hash, which no plain id can equal because of its dot.</summary>
    private static string Safe(string id) => id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? id
        : "h." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
