using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace RasterFlow.Storage.Compression;

/// <summary>A reusable Zstandard context; making one costs more than a small chunk.</summary>
internal sealed class ZstdContext : SafeHandleZeroOrMinusOneIsInvalid
{
    private static readonly ConcurrentBag<ZstdContext> Compressors = [];
    private static readonly ConcurrentBag<ZstdContext> Decompressors = [];
    private readonly bool _compresses;

    private ZstdContext(bool compresses)
        : base(ownsHandle: true)
    {
        _compresses = compresses;
        SetHandle(compresses ? ZstdNative.ZSTD_createCCtx() : ZstdNative.ZSTD_createDCtx());
    }

    public nint Pointer => handle;

    public static ZstdContext Rent(bool compresses) =>
        (compresses ? Compressors : Decompressors).TryTake(out ZstdContext? context) ? context : new ZstdContext(compresses);

    /// <summary>A new one, to be disposed.</summary>
    public static ZstdContext CreateDecompressor() => new(compresses: false);

    public void GiveBack() => (_compresses ? Compressors : Decompressors).Add(this);

    protected override bool ReleaseHandle()
    {
        _ = _compresses ? ZstdNative.ZSTD_freeCCtx(handle) : ZstdNative.ZSTD_freeDCtx(handle);
        return true;
    }
}
