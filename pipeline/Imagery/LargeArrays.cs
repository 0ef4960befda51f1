using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RasterFlow.Imagery;

/// <summary>
/// A pool for arrays that <see cref="System.Buffers.ArrayPool{T}.Shared"/> does not serve well: tiles, planes and blocks. That one rounds lengths up to
/// powers of two and keeps one array of each size for every thread that ever gave one back, so what a process holds grows with the time it works;
/// this one keeps what is asked for again, and what is not in use is bounded for the whole process. Safe for concurrent use.
/// </summary>
internal static class LargeArrays<T>
    where T : unmanaged
{
    private const int LeastBytes = 128 << 10;

    private const int HugeBytes = 64 << 20;

    /// <summary>What planes of a mosaic's parts and the samples of its runs take at most: those of more than a quarter have one size, so that either takes what the other gave back.</summary>
    private const int CommonBytes = 32 << 20;

    private static readonly Lock Guard = new();
    private static readonly Dictionary<int, Stack<T[]>> Unused = [];

    /// <summary>Whether arrays of this length belong here.</summary>
    public static bool Holds(int length) => (long)length * Unsafe.SizeOf<T>() >= LeastBytes;

    /// <summary>An array of at least this length; its content is undefined.</summary>
    /// <param name="length">Elements that are wanted.</param>
    /// <param name="snug">True when it will be kept for long: then it is not one of those that are up to twice as long.</param>
    public static T[] Rent(int length, bool snug)
    {
        int rounded = snug ? Step(length) : Round(length);
        lock (Guard)
        {
            // Before a new one a larger one, up to twice as long: edges of areas make many sizes that are seldom asked for.
            for (int size = rounded; size <= (snug ? rounded : 2L * rounded) && size < Array.MaxLength; size = Round(size + 1))
            {
                if (Unused.TryGetValue(size, out Stack<T[]>? stack) && stack.TryPop(out T[]? array))
                {
                    LargeArrayBudget.Take(BytesOf(array));
                    return array;
                }
            }
        }

        return GC.AllocateUninitializedArray<T>(rounded);
    }

    /// <summary>Keeps an array for the next who asks; drops it when enough is kept.</summary>
    public static void Return(T[] array)
    {
        if (!LargeArrayBudget.TryPut(BytesOf(array)))
        {
            return;
        }

        lock (Guard)
        {
            ref Stack<T[]>? stack = ref CollectionsMarshal.GetValueRefOrAddDefault(Unused, array.Length, out _);
            (stack ??= new Stack<T[]>()).Push(array);
        }
    }

    private static long BytesOf(T[] array) => (long)array.Length * Unsafe.SizeOf<T>();

    /// <summary>Few sizes, so that arrays fit the next user. What is beyond the length and never written to costs addresses, no memory.</summary>
    private static int Round(int length) =>
        (long)length * Unsafe.SizeOf<T>() is > CommonBytes / 4 and <= CommonBytes ? CommonBytes / Unsafe.SizeOf<T>() : Step(length);

    /// <summary>Up to the next of 4, 5, 6, 7 times a power of two. Those of very large tiles grow by a 32nd only.</summary>
    private static int Step(int length)
    {
        int parts = (long)length * Unsafe.SizeOf<T>() > HugeBytes ? 5 : 2;
        int step = 1 << Math.Max(0, BitOperations.Log2((uint)length - 1) - parts);
        return (int)Math.Min(Array.MaxLength, ((long)length + step - 1) / step * step);
    }
}
