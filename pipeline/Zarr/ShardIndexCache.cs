using RasterFlow.Storage;
using RasterFlow.Zarr.Arrays;

namespace RasterFlow.Zarr;

/// <summary>The indices of the shards used last. A shard that does not exist is asked for again: it may be written meanwhile.</summary>
internal sealed class ShardIndexCache(IObjectStore store, ShardFormat format, Func<BlockIndex, string> keyOf)
{
    private const int Capacity = 64;
    private readonly Dictionary<BlockIndex, LinkedListNode<(BlockIndex Block, Task<ShardIndex?> Index)>> _entries = [];
    private readonly LinkedList<(BlockIndex Block, Task<ShardIndex?> Index)> _order = [];
    private readonly Lock _lock = new();

    /// <summary>The index of a block's shard; null when the shard does not exist.</summary>
    public async Task<ShardIndex?> GetAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        Task<ShardIndex?> reading = Find(block, cancellationToken);
        try
        {
            ShardIndex? index = await reading;
            if (index is null)
            {
                Remove(block);
            }

            return index;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Somebody else's read of the same index was cancelled, not ours.
            Remove(block);
            return await ReadAsync(block, cancellationToken);
        }
        catch
        {
            Remove(block);
            throw;
        }
    }

    private Task<ShardIndex?> Find(BlockIndex block, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(block, out LinkedListNode<(BlockIndex Block, Task<ShardIndex?> Index)>? node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                return node.Value.Index;
            }

            Task<ShardIndex?> reading = ReadAsync(block, cancellationToken);
            _entries[block] = _order.AddFirst((block, reading));
            if (_entries.Count > Capacity)
            {
                _entries.Remove(_order.Last!.Value.Block);
                _order.RemoveLast();
            }

            return reading;
        }
    }

    private void Remove(BlockIndex block)
    {
        lock (_lock)
        {
            if (_entries.Remove(block, out LinkedListNode<(BlockIndex Block, Task<ShardIndex?> Index)>? node))
            {
                _order.Remove(node);
            }
        }
    }

    private async Task<ShardIndex?> ReadAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        string key = keyOf(block);
        int indexLength = format.IndexLength;
        long? length = await store.GetLengthAsync(key, cancellationToken);
        if (length is null)
        {
            return null;
        }

        if (length < indexLength)
        {
            throw new RasterStoreCorruptException(store.GetUri(key), $"the shard has {length} bytes, but its index alone needs {indexLength}");
        }

        byte[]? bytes = await store.ReadRangeAsync(key, format.IndexAtStart ? 0 : length.Value - indexLength, indexLength, cancellationToken);
        if (bytes is null || bytes.Length != indexLength)
        {
            throw new RasterStoreCorruptException(store.GetUri(key), $"reading the shard's index of {indexLength} bytes gave {bytes?.Length ?? 0}");
        }

        try
        {
            return format.ReadIndex(bytes, length.Value);
        }
        catch (InvalidDataException e)
        {
            throw new RasterStoreCorruptException(store.GetUri(key), $"the shard's index cannot be read: {e.Message}; the object is damaged or was cut off", e);
        }
    }
}
