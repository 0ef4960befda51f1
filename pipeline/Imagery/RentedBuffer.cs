using System.Buffers;

namespace RasterFlow.Imagery;

/// <summary>An array from a pool, cut to the length asked for; given back once. Its content is undefined at first.</summary>
/// <param name="length">Elements asked for.</param>
/// <param name="snug">True when it will be kept for long, so that the array should not be much longer.</param>
internal sealed class RentedBuffer<T>(int length, bool snug = false) : IMemoryOwner<T>
    where T : unmanaged
{
    private T[]? _array = LargeArrays<T>.Holds(length) ? LargeArrays<T>.Rent(length, snug) : ArrayPool<T>.Shared.Rent(length);

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
        if (Interlocked.Exchange(ref _array, null) is not { } array)
        {
            return;
        }

        if (LargeArrays<T>.Holds(Length))
        {
            LargeArrays<T>.Return(array);
        }
        else
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
