using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RasterFlow.Imagery.Inflate;

/// <summary>
/// The codes of one block (RFC 1951 section 3.2.3). <see cref="Fast"/> checks the ends of both buffers once a round and once a match, and may write
/// some bytes past what it has decoded, always inside the output; <see cref="Careful"/> does the rest code by code.
/// After libdeflate's deflate_decompress_template.h.
/// </summary>
internal static unsafe class InflateLoop
{
    /// <summary>One round reads the stream twice, 8 bytes at most 7 bytes apart.</summary>
    public const int InSlack = 16;

    /// <summary>One round writes at most 3 pairs of literals before a match, and one byte beyond them.</summary>
    public const int OutSlack = 8;

    /// <summary>What is written beyond a match: less than two vectors.</summary>
    private const int CopySlack = 32;

    /// <summary>In the hexadecimal digit of a distance up to 7, counted from the lowest: its largest multiple up to 8.</summary>
    private const uint WholePeriods = 0x76586880;

    private const uint LiteralMask = (1 << InflateTables.LiteralBits) - 1;
    private const uint DistanceMask = (1 << InflateTables.DistanceBits) - 1;

    /// <summary>Decodes while both buffers have room for a whole round, as they must have at first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static InflateStop Fast(ref InflateState state, uint* literals, uint* distances)
    {
        byte* next = state.Next, to = state.Out, start = state.Start;
        byte* nextEnd = state.End - InSlack, toEnd = state.OutEnd - OutSlack;
        ulong bits = state.Bits;
        uint count = (uint)state.Count;
        InflateStop stop = InflateStop.NearEnd;
        Refill(ref bits, ref count, ref next);
        uint entry = literals[bits & LiteralMask];
        while (next <= nextEnd && to <= toEnd)
        {
            // Of 56 bits two entries of literals take at most 24 and a length 20: enough are left to look the distance up before the refill,
            // and after it, of 56 bits again, the distance takes at most 28: enough are left to look the next code up.
            if ((entry & HuffmanEntry.Literal) != 0)
            {
                entry = Write(entry, ref bits, ref count, ref to, literals);
                if ((entry & HuffmanEntry.Literal) != 0)
                {
                    entry = Write(entry, ref bits, ref count, ref to, literals);
                    if ((entry & HuffmanEntry.Literal) != 0)
                    {
                        entry = Write(entry, ref bits, ref count, ref to, literals);
                        Refill(ref bits, ref count, ref next);
                        continue;
                    }
                }
            }

            if ((entry & HuffmanEntry.Special) != 0)
            {
                entry = Follow(entry, literals, InflateTables.LiteralBits, ref bits, ref count);
                if ((entry & HuffmanEntry.Literal) != 0)
                {
                    entry = Write(entry, ref bits, ref count, ref to, literals);
                    Refill(ref bits, ref count, ref next);
                    continue;
                }

                if ((entry & HuffmanEntry.Special) != 0)
                {
                    stop = (entry & HuffmanEntry.End) != 0 ? InflateStop.BlockEnd : InflateStop.Invalid;
                    Drop(entry, ref bits, ref count);
                    break;
                }
            }

            // The literal before the match, or a byte that the match overwrites.
            *to = (byte)(entry >> 16);
            to += (entry >> 12) & 1;
            uint length = (entry >> 24) + HuffmanEntry.ShortestMatch + Extra(entry, ref bits, ref count);
            entry = distances[bits & DistanceMask];
            Refill(ref bits, ref count, ref next);
            if ((entry & HuffmanEntry.Special) != 0)
            {
                entry = Follow(entry, distances, InflateTables.DistanceBits, ref bits, ref count);
            }

            uint distance = (entry >> 16) + Extra(entry, ref bits, ref count);
            if (distance > (ulong)(to - start) || (entry & HuffmanEntry.Special) != 0)
            {
                stop = InflateStop.Invalid;
                break;
            }

            if (toEnd - to < (long)length + CopySlack)
            {
                (state.Length, state.Distance) = (length, distance);
                stop = InflateStop.LastMatch;
                break;
            }

            // The next code is looked up first: the copy may wait for bytes that were just written.
            entry = literals[bits & LiteralMask];
            Refill(ref bits, ref count, ref next);
            Copy(to, distance, length);
            to += length;
        }

        state.Next = next;
        state.Out = to;
        (state.Bits, state.Count) = (bits, (int)(byte)count);
        return stop;
    }

    /// <summary>Decodes to the end of the block, of the stream or of the output, whichever comes first.</summary>
    public static InflateStop Careful(ref InflateState state, uint* literals, uint* distances)
    {
        while (true)
        {
            state.Refill();
            uint entry = One(ref state, literals, InflateTables.LiteralBits);
            if ((entry & HuffmanEntry.Literal) != 0)
            {
                if (!TryWrite(ref state, entry, out InflateStop stop))
                {
                    return stop;
                }

                continue;
            }

            if ((entry & HuffmanEntry.Special) != 0)
            {
                state.Take((int)(entry & 31));
                return state.IsPastEnd ? InflateStop.Truncated : (entry & HuffmanEntry.End) != 0 ? InflateStop.BlockEnd : InflateStop.Invalid;
            }

            uint match = entry;
            int length = (int)(entry >> 24) + HuffmanEntry.ShortestMatch + Extra(ref state, entry);
            if ((match & HuffmanEntry.Pair) != 0)
            {
                if (state.IsPastEnd || state.Out == state.OutEnd)
                {
                    return state.IsPastEnd ? InflateStop.Truncated : InflateStop.Full;
                }

                *state.Out++ = (byte)(match >> 16);
            }

            state.Refill();
            entry = One(ref state, distances, InflateTables.DistanceBits);
            int distance = (int)(entry >> 16) + Extra(ref state, entry);
            if (state.IsPastEnd)
            {
                return InflateStop.Truncated;
            }

            if ((entry & HuffmanEntry.Special) != 0 || distance > state.Out - state.Start)
            {
                return InflateStop.Invalid;
            }

            long room = state.OutEnd - state.Out;
            if (room >= length + CopySlack)
            {
                Copy(state.Out, (uint)distance, (uint)length);
                state.Out += length;
                continue;
            }

            (state.Length, state.Distance) = ((uint)length, (uint)distance);
            if (!TryCopy(ref state))
            {
                return InflateStop.Full;
            }
        }
    }

    /// <summary>Copies the match at hand and no byte more; false when the output is full before its end.</summary>
    public static bool TryCopy(ref InflateState state)
    {
        byte* to = state.Out, end = to + Math.Min(state.Length, state.OutEnd - to);
        for (byte* from = to - state.Distance; to < end; to++, from++)
        {
            *to = *from;
        }

        bool complete = to - state.Out == state.Length;
        state.Out = to;
        return complete;
    }

    private static bool TryWrite(ref InflateState state, uint entry, out InflateStop stop)
    {
        state.Take((int)(entry & 31));
        stop = state.IsPastEnd ? InflateStop.Truncated : InflateStop.Full;
        int count = (entry & HuffmanEntry.Pair) != 0 ? 2 : 1;
        for (int i = 0; i < count; i++)
        {
            if (state.IsPastEnd || state.Out == state.OutEnd)
            {
                return false;
            }

            *state.Out++ = (byte)(entry >> (16 + (8 * i)));
        }

        return true;
    }

    private static uint One(ref InflateState state, uint* table, int indexBits)
    {
        uint entry = table[state.Bits & ((1UL << indexBits) - 1)];
        if ((entry & HuffmanEntry.Link) == 0 || (entry & HuffmanEntry.Special) == 0)
        {
            return entry;
        }

        state.Take(indexBits);
        return table[(entry >> 16) + (state.Bits & ((1UL << (int)((entry >> 8) & 15)) - 1))];
    }

    private static int Extra(ref InflateState state, uint entry)
    {
        int code = (int)((entry >> 8) & 15);
        state.Take(code);
        return state.Take((int)(entry & 31) - code);
    }

    /// <summary>Fills up to at least 56 bits; bits above the count are what follows in the stream, so that they may be set again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong bits, ref uint count, ref byte* next)
    {
        bits |= *(ulong*)next << (int)count;
        next += 7 - ((count >> 3) & 7);
        count |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Drop(uint entry, ref ulong bits, ref uint count)
    {
        // Only the low bits of both count; what lies above does no harm and is cut at the next refill.
        bits >>= (int)entry;
        count -= entry;
    }

    /// <summary>Writes one or two literals and looks the next code up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Write(uint entry, ref ulong bits, ref uint count, ref byte* to, uint* literals)
    {
        Drop(entry, ref bits, ref count);
        *(ushort*)to = (ushort)(entry >> 16);
        to += 1 + ((entry >> 12) & 1);
        return literals[bits & LiteralMask];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Follow(uint entry, uint* table, int indexBits, ref ulong bits, ref uint count)
    {
        if ((entry & HuffmanEntry.Link) == 0)
        {
            return entry;
        }

        bits >>= indexBits;
        count -= (uint)indexBits;
        return table[(entry >> 16) + ((uint)bits & ((1u << (int)((entry >> 8) & 15)) - 1))];
    }

    /// <summary>The extra bits that follow the code: what is to be added to the base.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Extra(uint entry, ref ulong bits, ref uint count)
    {
        ulong saved = Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, entry) : bits & ((1UL << (int)entry) - 1);
        Drop(entry, ref bits, ref count);
        return (uint)(saved >> (int)((entry >> 8) & 15));
    }

    /// <summary>
    /// Copies a match; there is no call in it, for which the loop would have to keep its registers in memory. Short steps first: most matches are
    /// a few bytes, and loads that span bytes just written wait for them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* to, uint distance, uint length)
    {
        byte* end = to + length;
        byte* from = to - distance;
        if (distance >= 16)
        {
            *(ulong*)to = *(ulong*)from;
            for (to += 8, from += 8; to < end; to += 32, from += 32)
            {
                Vector128.Store(Vector128.Load(from), to);
                Vector128.Store(Vector128.Load(from + 16), to + 16);
            }
        }
        else if (distance >= 8)
        {
            for (; to < end; to += 8, from += 8)
            {
                *(ulong*)to = *(ulong*)from;
            }
        }
        else
        {
            // The bytes copied are themselves copied again: eight bytes of them repeated, as many of which are written at a time as there are whole repetitions.
            int period = (int)distance * 8;
            ulong repeated = *(ulong*)from & ((1UL << period) - 1);
            for (int shift = period; shift < 64; shift *= 2)
            {
                repeated |= repeated << shift;
            }

            uint step = (WholePeriods >> (int)(distance * 4)) & 15;
            for (; to < end; to += step)
            {
                *(ulong*)to = repeated;
            }
        }
    }
}
