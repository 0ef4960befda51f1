namespace RasterFlow.Imagery.Inflate;

/// <summary>
/// Unpacks zlib streams (RFC 1950, RFC 1951) from memory into memory, several times as fast as a general stream: the whole input and output
/// are at hand, so nothing is buffered and the output is its own window. Safe for any input: reads and writes stay inside the two spans.
/// </summary>
internal static unsafe class Inflater
{
    /// <summary>The order in which the lengths of code lengths are stored (RFC 1951 section 3.2.7).</summary>
    private static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Unpacks until the stream ends or the destination is full.</summary>
    /// <param name="source">A zlib stream; what follows it is ignored.</param>
    /// <param name="destination">Written from its start; bytes after those returned hold no meaning.</param>
    /// <param name="problem">Null, or why the stream ended before its end.</param>
    /// <returns>Bytes written that are sound as far as they go.</returns>
    public static int Inflate(ReadOnlySpan<byte> source, Span<byte> destination, out string? problem)
    {
        problem = null;
        if (source.Length < 2 || (source[0] & 15) != 8 || source[0] >> 4 > 7 || ((source[0] << 8) | source[1]) % 31 != 0 || (source[1] & 0x20) != 0)
        {
            problem = "it does not begin with a zlib header";
            return 0;
        }

        InflateTables tables = InflateTables.Rent();
        try
        {
            fixed (byte* from = source)
            fixed (byte* to = destination)
            {
                InflateState state = new() { Next = from + 2, End = from + source.Length, Start = to, Out = to, OutEnd = to + destination.Length };
                InflateStop stop = Blocks(ref state, tables);
                int written = (int)(state.Out - state.Start);
                problem = Problem(ref state, stop, destination[..written]);
                return written;
            }
        }
        finally
        {
            tables.GiveBack();
        }
    }

    private static string? Problem(ref InflateState state, InflateStop stop, ReadOnlySpan<byte> written)
    {
        if (stop == InflateStop.Full)
        {
            return null;
        }

        if (stop != InflateStop.BlockEnd)
        {
            return stop == InflateStop.Truncated ? "it ends too soon" : "it holds codes that make no sense";
        }

        if (!state.TryAlign() || state.End - state.Next < 4)
        {
            return "it ends before its checksum";
        }

        uint expected = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(state.Next, 4));
        return Adler32.Of(written) == expected ? null : "its checksum does not fit its content";
    }

    private static InflateStop Blocks(ref InflateState state, InflateTables tables)
    {
        bool last;
        do
        {
            state.Refill();
            last = state.Take(1) == 1;
            InflateStop stop = state.Take(2) switch
            {
                0 => Stored(ref state),
                1 => Codes(ref state, InflateTables.Fixed),
                2 => ReadCodes(ref state, tables) is var read && read == InflateStop.BlockEnd ? Codes(ref state, tables) : read,
                _ => state.IsPastEnd ? InflateStop.Truncated : InflateStop.Invalid,
            };
            if (stop != InflateStop.BlockEnd)
            {
                return stop;
            }
        }
        while (!last);
        return InflateStop.BlockEnd;
    }

    /// <summary>Bytes as they are (RFC 1951 section 3.2.4).</summary>
    private static InflateStop Stored(ref InflateState state)
    {
        if (!state.TryAlign() || state.End - state.Next < 4)
        {
            return InflateStop.Truncated;
        }

        int length = state.Next[0] | (state.Next[1] << 8);
        int complement = state.Next[2] | (state.Next[3] << 8);
        state.Next += 4;
        if (length != (~complement & 0xFFFF))
        {
            return InflateStop.Invalid;
        }

        int count = (int)Math.Min(length, Math.Min(state.End - state.Next, state.OutEnd - state.Out));
        new ReadOnlySpan<byte>(state.Next, count).CopyTo(new Span<byte>(state.Out, count));
        state.Next += count;
        state.Out += count;
        return count == length ? InflateStop.BlockEnd : state.Out == state.OutEnd ? InflateStop.Full : InflateStop.Truncated;
    }

    private static InflateStop Codes(ref InflateState state, InflateTables tables)
    {
        // The fast loop counts on no bytes taken after the end, and on ends that lie behind its slack.
        while (state.Phantom == 0 && state.End - state.Next >= InflateLoop.InSlack && state.OutEnd - state.Out >= InflateLoop.OutSlack)
        {
            InflateStop stop = InflateLoop.Fast(ref state, tables.Literals.Pointer, tables.Distances.Pointer);
            if (stop != InflateStop.LastMatch)
            {
                if (stop == InflateStop.NearEnd)
                {
                    break;
                }

                return stop;
            }

            if (!InflateLoop.TryCopy(ref state))
            {
                return InflateStop.Full;
            }
        }

        return InflateLoop.Careful(ref state, tables.Literals.Pointer, tables.Distances.Pointer);
    }

    /// <summary>A block's own codes (RFC 1951 section 3.2.7).</summary>
    private static InflateStop ReadCodes(ref InflateState state, InflateTables tables)
    {
        state.Refill();
        int literals = 257 + state.Take(5);
        int distances = 1 + state.Take(5);
        int lengths = 4 + state.Take(4);
        Span<byte> bits = stackalloc byte[19];
        bits.Clear();
        for (int i = 0; i < lengths; i++)
        {
            state.Refill();
            bits[LengthOrder[i]] = (byte)state.Take(3);
        }

        if (literals > 286 || distances > 30 || !tables.Lengths.TryBuild(bits))
        {
            return state.IsPastEnd ? InflateStop.Truncated : InflateStop.Invalid;
        }

        Span<byte> all = stackalloc byte[286 + 30];
        all = all[..(literals + distances)];
        bool sound = TryReadLengths(ref state, tables.Lengths.Pointer, all) && all[256] != 0
            && tables.Literals.TryBuild(all[..literals]) && tables.Distances.TryBuild(all[literals..]);
        if (state.IsPastEnd || !sound)
        {
            return state.IsPastEnd ? InflateStop.Truncated : InflateStop.Invalid;
        }

        return InflateStop.BlockEnd;
    }

    private static bool TryReadLengths(ref InflateState shared, uint* table, Span<byte> lengths)
    {
        // A copy, which the runtime keeps in registers.
        InflateState state = shared;
        bool sound = true;
        int at = 0;
        while (at < lengths.Length)
        {
            state.Refill();
            uint entry = table[state.Bits & ((1u << InflateTables.LengthBits) - 1)];
            if ((entry & HuffmanEntry.Special) != 0)
            {
                sound = false;
                break;
            }

            state.Take((int)(entry & 31));
            int symbol = (int)(entry >> 16);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                continue;
            }

            int run = symbol switch { 16 => 3 + state.Take(2), 17 => 3 + state.Take(3), _ => 11 + state.Take(7) };
            if (run > lengths.Length - at || (symbol == 16 && at == 0))
            {
                sound = false;
                break;
            }

            lengths.Slice(at, run).Fill(symbol == 16 ? lengths[at - 1] : (byte)0);
            at += run;
        }

        shared = state;
        return sound;
    }
}
