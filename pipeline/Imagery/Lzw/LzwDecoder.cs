namespace RasterFlow.Imagery.Lzw;

/// <summary>LZW as TIFF has it: codes of 9 to 12 bits, high bits first, one code early at each width (TIFF 6.0 section 13).</summary>
internal static unsafe class LzwDecoder
{
    /// <summary>Unpacks until <paramref name="destination"/> is full, the end code comes or the source ends.</summary>
    /// <returns>Bytes written; -1 when the codes make no sense. Bytes of the destination after them hold no meaning.</returns>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        LzwTables tables = LzwTables.Rent();
        try
        {
            fixed (byte* from = source)
            fixed (byte* to = destination)
            {
                LzwState state = new() { Next = from, StreamEnd = from + source.Length, Out = to, OutEnd = to + destination.Length };
                state.Reset();
                LzwStop stop = LzwLoop.Fast(ref state, tables);
                while (stop == LzwStop.None)
                {
                    stop = LzwLoop.Step(ref state, tables);
                }

                return stop == LzwStop.End ? (int)(state.Out - to) : -1;
            }
        }
        finally
        {
            tables.GiveBack();
        }
    }

    /// <summary>True for the little-endian LZW of programs before TIFF 5.0, which starts with another clear code.</summary>
    public static bool IsOldStyle(ReadOnlySpan<byte> source) => source.Length >= 2 && source[0] == 0 && (source[1] & 1) == 1;
}
