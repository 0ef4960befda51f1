using System.Buffers;

namespace RasterFlow.Imagery;

/// <summary>An array from the shared pool, cut to the length asked for; given back once.</summary>
internal sealed class RentedBuffer<T>(int length) : IMemoryOwner<T>
{
    private T[]? _array = ArrayPool<T>.Shared.Rent(length);

    /// <summary>Elements asked for.</summary>
    public int Length { get; } = length;

    /// <inheritdoc/>
    public Memory<T> Memory => Array.AsMemory(0, Length);

    /// <summary>The elements. Not cleared.</summary>
    public Span<T> Span => Array.AsSpan(0, Length);

    /// <summary>The array itself, which may be longer.</summary>
    public T[] Array => _array ?? throw new ObjectDisposedException(nameof(RentedBuffer<T>));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
