using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr.Arrays;

/// <summary>The codecs of an array.</summary>
internal sealed record ArrayCodecs
{
    /// <summary>Decodes a whole chunk; null for texts of any length.</summary>
    public IChunkDecoder? Decoder { get; init; }

    /// <summary>The shards, when there are any.</summary>
    public ShardFormat? Shards { get; init; }

    /// <summary>The compressor, when it is one that stores can be written with; that of the inner chunks when there are shards.</summary>
    public ZarrCompression? Compression { get; init; }

    /// <summary>What is left to undo before <see cref="VlenUtf8"/> for texts of any length.</summary>
    public CodecChain? Texts { get; init; }
}
