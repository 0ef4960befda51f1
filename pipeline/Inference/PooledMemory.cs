using System.Buffers;

namespace RasterFlow.Inference;

/// <summary>A rented buffer of exactly the length that was asked for; its content is undefined at first.</summary>
internal sealed class PooledMemory<T> : IMemoryOwner<T>
    where T : unmanaged
{
    private T[]? _array;
    private readonly int _length;

    public PooledMemory(int length)
    {
        _array = ArrayPool<T>.Shared.Rent(length);
        _length = length;
    }

    public Memory<T> Memory => (_array ?? throw new ObjectDisposedException(nameof(PooledMemory<T>))).AsMemory(0, _length);

    public Span<T> Span => Memory.Span;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
