using System.Runtime.CompilerServices;

namespace RasterFlow.Imagery.Lzw;

/// <summary>
/// Where a decoder stands: the stream, the bits taken from it and not yet used, the output, and the codes. The pointers stay inside the two buffers
/// that <see cref="LzwDecoder"/> pins and the tables.
/// </summary>
internal unsafe struct LzwState
{
    public const int Clear = 256;
    public const int End = 257;
    private const int FirstFree = 258;
    private const int FirstWidth = 9;
    private const int LastWidth = 12;

    /// <summary>The next byte of the stream, and its end.</summary>
    public byte* Next, StreamEnd;

    /// <summary>The next byte of the output to write, and its end.</summary>
    public byte* Out, OutEnd;

    /// <summary>Bits taken and not used, the first one highest. Bits below <see cref="Count"/> are zero or those that follow in the stream.</summary>
    public ulong Bits;

    /// <summary>How many.</summary>
    public int Count;

    /// <summary>Bits of a code.</summary>
    public int Width;

    /// <summary>The code that the next string gets.</summary>
    public int Free;

    /// <summary>The free code from which codes have one bit more, or at which there are no more.</summary>
    public int Limit;

    /// <summary>The string before, and how long it is.</summary>
    public byte* Previous;
    public int PreviousLength;

    /// <summary>
    /// Forgets all strings. The first code gives no string: it has none before it. It writes into the place of <see cref="End"/>, with length 0,
    /// so that the loops need not tell it from others.
    /// </summary>
    public void Reset()
    {
        Width = FirstWidth;
        Free = FirstFree - 1;
        Limit = (1 << FirstWidth) - 1;
        PreviousLength = -1;
    }

    /// <summary>Uses a code of a string that has been written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int length)
    {
        Drop();
        Previous = Out;
        PreviousLength = length;
        Out += length;
        if (++Free >= Limit)
        {
            Widen(ref Free, ref Limit, ref Width);
        }
    }

    /// <summary>Uses a code's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop()
    {
        Bits <<= Width;
        Count -= Width;
    }

    /// <summary>The free code has reached its limit: codes get longer, or there are no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widen(ref int free, ref int limit, ref int width)
    {
        if (width == LastWidth)
        {
            free = 1 << LastWidth;
            return;
        }

        width++;
        limit = width == LastWidth ? 1 << LastWidth : (1 << width) - 1;
    }
}
