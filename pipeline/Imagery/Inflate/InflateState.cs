using System.Runtime.CompilerServices;

namespace RasterFlow.Imagery.Inflate;

/// <summary>
/// Where a decoder stands: the stream, the bits taken from it and not yet used, and the output. The pointers stay inside the two buffers that
/// <see cref="Inflater"/> pins.
/// </summary>
internal unsafe struct InflateState
{
    /// <summary>The next byte of the stream, and its end.</summary>
    public byte* Next, End;

    /// <summary>The output: its start, the next byte to write, its end.</summary>
    public byte* Start, Out, OutEnd;

    /// <summary>Bits taken and not used, the first one lowest. Bits above <see cref="Count"/> are zero or those that follow in the stream.</summary>
    public ulong Bits;

    /// <summary>How many.</summary>
    public int Count;

    /// <summary>Zero bytes taken after the stream's end.</summary>
    public int Phantom;

    /// <summary>The match to be copied next, where there is one: its length, and how far before it its bytes lie.</summary>
    public uint Length, Distance;

    /// <summary>True when bits were used that the stream does not have.</summary>
    public readonly bool IsPastEnd => Phantom * 8 > Count;

    /// <summary>Takes bytes until there are at least 56 bits, zeros after the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (End - Next >= sizeof(ulong))
        {
            Bits |= *(ulong*)Next << Count;
            Next += (63 - Count) >> 3;
            Count |= 56;
            return;
        }

        while (Count < 56)
        {
            if (Next < End)
            {
                Bits |= (ulong)*Next++ << Count;
            }
            else
            {
                Phantom++;
            }

            Count += 8;
        }
    }

    /// <summary>Uses bits; at most as many as are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        int value = (int)(Bits & ((1UL << count) - 1));
        Bits >>= count;
        Count -= count;
        return value;
    }

    /// <summary>Goes on at the next whole byte; gives back the bytes not used. False when that lies after the end.</summary>
    public bool TryAlign()
    {
        int unused = (Count >> 3) - Phantom;
        Next -= Math.Max(0, unused);
        (Bits, Count, Phantom) = (0, 0, 0);
        return unused >= 0;
    }
}
