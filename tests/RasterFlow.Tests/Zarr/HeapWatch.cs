using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Zarr;

/// <summary>A store that looks at the managed heap with each of its requests: what lives then, beyond what lived before, is what the caller holds.</summary>
internal sealed class HeapWatch(IObjectStore inner) : WrappedStore(inner)
{
    private readonly Lock _gate = new();
    private long _before;

    /// <summary>Bytes that were allocated, whether they live or not.</summary>
    public long Allocated { get; private set; }

    /// <summary>The most that lived at a request or at the end.</summary>
    public long PeakLive { get; private set; }

    /// <summary>Measures some work; what it returns counts as held.</summary>
    public async Task MeasureAsync(Func<Task<object>> work)
    {
        _before = Live();
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        object held = await work();
        Allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        Look();
        GC.KeepAlive(held);
    }

    public override async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) => Look(await base.ReadAsync(key, cancellationToken));

    public override async Task<byte[]?> ReadRangeAsync(string key, long offsetBytes, int length, CancellationToken cancellationToken = default) =>
        Look(await base.ReadRangeAsync(key, offsetBytes, length, cancellationToken));

    public override Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Look();
        return base.WriteAsync(key, content, cancellationToken);
    }

    public override Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default)
    {
        Look();
        return base.GetLengthAsync(key, cancellationToken);
    }

    private static long Live()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private byte[]? Look(byte[]? content)
    {
        Look();
        return content;
    }

    private void Look()
    {
        lock (_gate)
        {
            PeakLive = Math.Max(PeakLive, Live() - _before);
        }
    }
}
