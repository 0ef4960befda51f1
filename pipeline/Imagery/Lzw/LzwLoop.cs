using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Imagery.Lzw;

/// <summary>What follows a code.</summary>
internal enum LzwStop
{
    /// <summary>More codes.</summary>
    None,

    /// <summary>Nothing: the end code, the stream's end, or a full output.</summary>
    End,

    /// <summary>Nothing: the code stands for no string.</summary>
    Invalid,
}

/// <summary>
/// The codes of one tile. <see cref="Fast"/> checks the ends of both buffers once for several codes of short strings, and may write up to
/// <see cref="OutSlack"/> bytes past what it has decoded, always inside the output; <see cref="Step"/> does any one code with care.
/// Both enter the next string, the one before and a byte more, before that byte is known: a code for it is then like any other.
/// </summary>
internal static unsafe class LzwLoop
{
    /// <summary>Codes of 12 bits that a refilled reservoir holds at least.</summary>
    private const int CodesARefill = 4;

    /// <summary>The longest string that is copied without asking for room: one vector.</summary>
    private const int Short = 16;

    private const int InSlack = sizeof(ulong);
    private const int OutSlack = CodesARefill * Short;

    /// <summary>Decodes while both buffers have room for several codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LzwStop Fast(ref LzwState state, LzwTables tables)
    {
        byte** starts = tables.Starts;
        ushort* lengths = tables.Lengths;
        byte* next = state.Next, to = state.Out, previous = state.Previous;
        int previousLength = state.PreviousLength, free = state.Free, limit = state.Limit, width = state.Width, count = state.Count;
        ulong bits = state.Bits;
        LzwStop stop = LzwStop.None;
        while (stop == LzwStop.None && state.StreamEnd - next >= InSlack && state.OutEnd - to >= OutSlack)
        {
            // Bits below the count are what follows in the stream, so that they may be set again.
            bits |= BinaryPrimitives.ReverseEndianness(*(ulong*)next) >> count;
            next += (63 - count) >> 3;
            count |= 56;
            for (int i = 0; i < CodesARefill; i++)
            {
                int code = (int)(bits >> -width);
                starts[free] = previous;
                lengths[free] = (ushort)(previousLength + 1);
                byte* from = starts[code];
                int length = lengths[code];
                if (code >= free || (uint)(length - 1) >= Short)
                {
                    state.Next = next;
                    state.Out = to;
                    state.Previous = previous;
                    state.PreviousLength = previousLength;
                    (state.Free, state.Limit, state.Width, state.Count, state.Bits) = (free, limit, width, count, bits);
                    stop = Step(ref state, tables);
                    next = state.Next;
                    to = state.Out;
                    previous = state.Previous;
                    previousLength = state.PreviousLength;
                    (free, limit, width, count, bits) = (state.Free, state.Limit, state.Width, state.Count, state.Bits);
                    break;
                }

                Vector128.Store(Vector128.Load(from), to);
                bits <<= width;
                count -= width;
                previous = to;
                previousLength = length;
                to += length;
                if (++free >= limit)
                {
                    LzwState.Widen(ref free, ref limit, ref width);
                }
            }
        }

        state.Next = next;
        state.Out = to;
        state.Previous = previous;
        state.PreviousLength = previousLength;
        (state.Free, state.Limit, state.Width, state.Count, state.Bits) = (free, limit, width, count, bits);
        return stop;
    }

    /// <summary>Decodes one code.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static LzwStop Step(ref LzwState state, LzwTables tables)
    {
        while (state.Count < state.Width)
        {
            if (state.Next == state.StreamEnd)
            {
                return LzwStop.End;
            }

            state.Bits |= (ulong)*state.Next++ << (56 - state.Count);
            state.Count += 8;
        }

        int code = (int)(state.Bits >> -state.Width);
        tables.Starts[state.Free] = state.Previous;
        tables.Lengths[state.Free] = (ushort)(state.PreviousLength + 1);
        if (code == LzwState.Clear)
        {
            state.Drop();
            state.Reset();
            return LzwStop.None;
        }

        if (code == LzwState.End || state.Out == state.OutEnd)
        {
            return LzwStop.End;
        }

        if (code > state.Free)
        {
            return LzwStop.Invalid;
        }

        Copy(tables.Starts[code], state.Out, (int)Math.Min(tables.Lengths[code], state.OutEnd - state.Out));
        state.Take((int)Math.Min(tables.Lengths[code], state.OutEnd - state.Out));
        return LzwStop.None;
    }

    /// <summary>Copies a string. The one that is being entered reaches one byte into its own copy, which repeats its first.</summary>
    private static void Copy(byte* from, byte* to, int length)
    {
        int apart = (int)Math.Min(length, Math.Abs(to - from));
        new ReadOnlySpan<byte>(from, apart).CopyTo(new Span<byte>(to, apart));
        if (apart < length)
        {
            to[apart] = *from;
        }
    }
}
