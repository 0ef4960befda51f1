using System.Collections.Concurrent;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Imagery;

/// <summary>A file in memory that notes each request.</summary>
internal sealed class MemoryRangeReader(byte[] content, string name = "memory.tif") : IRangeReader
{
    public ConcurrentQueue<(long Offset, int Length)> Requests { get; } = new();

    public string Name => name;

    public async Task<int> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Enqueue((offsetBytes, destination.Length));
        await Task.Yield();
        int count = (int)Math.Clamp(content.Length - offsetBytes, 0, destination.Length);
        if (count > 0)
        {
            content.AsSpan((int)offsetBytes, count).CopyTo(destination.Span);
        }

        return count;
    }
}
