using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr;

/// <summary>Compressors that stores are written with.</summary>
public enum ZarrCompression
{
    /// <summary>Zstandard, level 3.</summary>
    Zstd,

    /// <summary>gzip, for readers without Zstandard.</summary>
    Gzip,
}

/// <summary>What a compressor is in metadata and in code.</summary>
internal static class ZarrCompressions
{
    /// <summary>What an encoder is called.</summary>
    public static ZarrCompression? Of(IBytesEncoder encoder) => encoder switch
    {
        ZstdBytes => ZarrCompression.Zstd,
        GzipBytes => ZarrCompression.Gzip,
        _ => null,
    };

    /// <summary>The encoder.</summary>
    public static IBytesEncoder EncoderOf(ZarrCompression compression) => compression == ZarrCompression.Zstd ? new ZstdBytes() : new GzipBytes();
}
