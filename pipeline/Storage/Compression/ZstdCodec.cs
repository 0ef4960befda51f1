namespace RasterFlow.Storage.Compression;

/// <summary>One Zstandard frame (RFC 8878): a Zarr chunk, or a tile of a TIFF.</summary>
internal static class ZstdCodec
{
    /// <summary>On imagery, level 3 takes four times as long for chunks that are 2 % smaller (Sentinel-2 at 10 m and medians of it).</summary>
    public const int Level = 1;

    /// <summary>The most that decoding a part of a frame may hold of it beside the destination: what zstd's levels up to 20 ask for.</summary>
    public const int LargestWindow = 1 << LargestWindowLog;

    private const int LargestWindowLog = 25;

    /// <summary>The most bytes that <see cref="Compress"/> may write.</summary>
    public static int Bound(int length) => checked((int)ZstdNative.ZSTD_compressBound((nuint)length));

    /// <summary>Compresses into a destination of at least <see cref="Bound"/> bytes; returns the length written. Equal input gives equal bytes.</summary>
    public static unsafe int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ZstdContext context = ZstdContext.Rent(compresses: true);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            nuint written = ZstdNative.ZSTD_compressCCtx(context.Pointer, to, (nuint)destination.Length, from, (nuint)source.Length, Level);
            context.GiveBack();
            return ZstdNative.ZSTD_isError(written) == 0
                ? (int)written
                : throw new InvalidOperationException($"Compressing {source.Length} bytes with zstd failed: {ZstdNative.ErrorName(written)}.");
        }
    }

    /// <summary>Decompresses a frame that must fill the destination exactly.</summary>
    /// <returns>Null when it does; else what is wrong.</returns>
    public static string? TryDecompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = TryDecompress(source, destination, out string? problem);
        return problem is not null ? $"zstd: {problem}"
            : written == destination.Length ? null : $"zstd: expected {destination.Length} bytes, got {written}";
    }

    /// <summary>Decompresses frames that fit the destination.</summary>
    /// <returns>Bytes written; 0 with a problem.</returns>
    public static unsafe int TryDecompress(ReadOnlySpan<byte> source, Span<byte> destination, out string? problem)
    {
        ZstdContext context = ZstdContext.Rent(compresses: false);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            nuint written = ZstdNative.ZSTD_decompressDCtx(context.Pointer, to, (nuint)destination.Length, from, (nuint)source.Length);
            context.GiveBack();
            bool failed = ZstdNative.ZSTD_isError(written) != 0;
            problem = failed ? ZstdNative.ErrorName(written) : null;
            return failed ? 0 : (int)written;
        }
    }

    /// <summary>Decompresses the start of a frame that may hold more than the destination: until that is full, or the frame ends.</summary>
    /// <returns>Bytes written; 0 with a problem.</returns>
    public static unsafe int TryDecompressStart(ReadOnlySpan<byte> source, Span<byte> destination, out string? problem)
    {
        // Not a pooled one: it would keep its window, which a file may choose.
        using ZstdContext context = ZstdContext.CreateDecompressor();
        _ = ZstdNative.ZSTD_DCtx_setParameter(context.Pointer, ZstdNative.WindowLogMax, LargestWindowLog);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            ZstdNative.Buffer input = new(from, (nuint)source.Length);
            ZstdNative.Buffer output = new(to, (nuint)destination.Length);
            nuint left;
            (nuint In, nuint Out) before;
            do
            {
                before = (input.Position, output.Position);
                left = ZstdNative.ZSTD_decompressStream(context.Pointer, &output, &input);
            }
            while (ZstdNative.ZSTD_isError(left) == 0 && output.Position < output.Size && (input.Position, output.Position) != before);
            bool failed = ZstdNative.ZSTD_isError(left) != 0;
            problem = failed ? ZstdNative.ErrorName(left) : null;
            return failed ? 0 : (int)output.Position;
        }
    }
}
