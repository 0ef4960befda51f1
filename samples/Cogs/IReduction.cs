namespace RasterFlow.Samples.Cogs;

/// <summary>How an overview's pixel comes from the pixels under it.</summary>
/// <typeparam name="T">Type of a pixel.</typeparam>
internal interface IReduction<T>
    where T : unmanaged
{
    /// <summary>One row of half the width from two rows; the two are the same row where the image ends.</summary>
    void Reduce(ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, Span<T> destination);
}

/// <summary>The mean of the pixels that have data, halves rounded up; 0 (no data) where none has.</summary>
internal sealed class AverageReduction : IReduction<ushort>
{
    /// <inheritdoc/>
    public void Reduce(ReadOnlySpan<ushort> upper, ReadOnlySpan<ushort> lower, Span<ushort> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int left = 2 * i;
            int right = Math.Min(left + 1, upper.Length - 1);
            int sum = upper[left] + upper[right] + lower[left] + lower[right];
            int count = (upper[left] > 0 ? 1 : 0) + (upper[right] > 0 ? 1 : 0) + (lower[left] > 0 ? 1 : 0) + (lower[right] > 0 ? 1 : 0);
            destination[i] = count == 0 ? (ushort)0 : (ushort)((sum + (count / 2)) / count);
        }
    }
}

/// <summary>The commonest class; the first one found, row by row, among equals.</summary>
internal sealed class ModeReduction : IReduction<byte>
{
    /// <inheritdoc/>
    public void Reduce(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int left = 2 * i;
            int right = Math.Min(left + 1, upper.Length - 1);
            (byte a, byte b, byte c, byte d) = (upper[left], upper[right], lower[left], lower[right]);

            // With four votes, the first class that has a second one wins; of four different ones, the first.
            destination[i] = a == b || a == c || a == d ? a : b == c || b == d ? b : c == d ? c : a;
        }
    }
}
