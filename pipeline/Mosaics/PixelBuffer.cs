using System.Buffers;

namespace RasterFlow.Mosaics;

/// <summary>Pooled samples of an exact length; given back to the pool on disposal.</summary>
internal sealed class PixelBuffer : IDisposable
{
    private readonly int _length;
    private ushort[]? _array;

    /// <summary>Takes a buffer from the pool; its content is undefined.</summary>
    public PixelBuffer(int length)
    {
        _length = length;
        _array = ArrayPool<ushort>.Shared.Rent(length);
    }

    public Memory<ushort> Memory => Array.AsMemory(0, _length);

    public Span<ushort> Span => Array.AsSpan(0, _length);

    private ushort[] Array => _array ?? throw new ObjectDisposedException(nameof(PixelBuffer));

    public void Dispose()
    {
        if (_array is not null)
        {
            ArrayPool<ushort>.Shared.Return(_array);
            _array = null;
        }
    }
}
