using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr.Arrays;

/// <summary>How the shards of an array are made (Zarr v3, codec <c>sharding_indexed</c>).</summary>
internal sealed record ShardFormat
{
    /// <summary>Shape of an inner chunk.</summary>
    public required int[] ChunkShape { get; init; }

    /// <summary>Inner chunks along each axis of a shard.</summary>
    public required int[] ChunksPerShard { get; init; }

    /// <summary>Decodes inner chunks.</summary>
    public required IChunkDecoder Chunks { get; init; }

    /// <summary>The compressor of inner chunks, when it is one that stores can be written with.</summary>
    public ZarrCompression? Compression { get; init; }

    /// <summary>The codecs of the index after <c>bytes</c>.</summary>
    public required CodecChain IndexCodecs { get; init; }

    /// <summary>Bytes of the index in the shard.</summary>
    public required int IndexLength { get; init; }

    /// <summary>Whether the index is before the chunks.</summary>
    public required bool IndexAtStart { get; init; }

    /// <summary>Inner chunks of a shard.</summary>
    public int ChunkCount => ChunksPerShard.Aggregate(1, static (product, count) => checked(product * count));

    /// <summary>Reads the index of a shard.</summary>
    /// <param name="encoded">The index's bytes.</param>
    /// <param name="shardLengthBytes">Length of the whole shard.</param>
    /// <exception cref="InvalidDataException">It is damaged, or points outside the shard.</exception>
    public ShardIndex ReadIndex(ReadOnlySpan<byte> encoded, long shardLengthBytes)
    {
        byte[] entries = new byte[checked(ChunkCount * ShardIndex.EntryLength)];
        IndexCodecs.Decode(encoded, entries);
        return ShardIndex.Parse(entries, shardLengthBytes);
    }
}
