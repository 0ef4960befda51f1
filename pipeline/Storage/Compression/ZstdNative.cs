using System.Runtime.InteropServices;

namespace RasterFlow.Storage.Compression;

/// <summary>The functions of the system's Zstandard library that we call (zstd.h, stable interface since 1.0).</summary>
internal static partial class ZstdNative
{
    /// <summary>ZSTD_d_windowLogMax.</summary>
    public const int WindowLogMax = 100;

    private const string Library = "libzstd.so.1";

    [LibraryImport(Library)]
    public static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    public static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compressBound(nuint sourceLength);

    [LibraryImport(Library)]
    public static unsafe partial nuint ZSTD_compressCCtx(nint context, byte* destination, nuint capacity, byte* source, nuint length, int level);

    [LibraryImport(Library)]
    public static unsafe partial nuint ZSTD_decompressDCtx(nint context, byte* destination, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_DCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Library)]
    public static unsafe partial nuint ZSTD_decompressStream(nint context, Buffer* output, Buffer* input);

    [LibraryImport(Library)]
    public static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    private static partial nint ZSTD_getErrorName(nuint code);

    public static string ErrorName(nuint code) => Marshal.PtrToStringUTF8(ZSTD_getErrorName(code)) ?? $"code {code}";

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer: memory, and how much of it is used.</summary>
    public unsafe struct Buffer(byte* start, nuint size)
    {
        public byte* Start = start;
        public nuint Size = size;
        public nuint Position;
    }
}
