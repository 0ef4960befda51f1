namespace RasterFlow.Imagery;

/// <summary>How a tile's bytes are packed; values of the TIFF tag Compression.</summary>
public enum TiffCompression
{
    /// <summary>Not packed.</summary>
    None = 1,

    /// <summary>LZW (TIFF 6.0 section 13).</summary>
    Lzw = 5,

    /// <summary>zlib, the registered code (TIFF Tech Note 3).</summary>
    Deflate = 8,

    /// <summary>zlib, PKZIP's older code.</summary>
    OldDeflate = 32946,

    /// <summary>Run lengths (TIFF 6.0 section 9).</summary>
    PackBits = 32773,

    /// <summary>Zstandard frames (RFC 8878), libtiff's code.</summary>
    Zstd = 50000,
}
