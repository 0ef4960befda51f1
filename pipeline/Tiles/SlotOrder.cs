using System.Runtime.InteropServices;

namespace RasterFlow.Tiles;

/// <summary>Sorts pieces by tile; those of one tile keep their order. Radix sort from the lowest digit (Knuth, The Art of Computer Programming 3, section 5.2.5).</summary>
internal static class SlotOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Sorts in place.</summary>
    public static void Sort(List<PieceSlot> slots)
    {
        ulong most = 0;
        foreach (PieceSlot slot in slots)
        {
            most = Math.Max(most, slot.Tile);
        }

        Span<PieceSlot> from = CollectionsMarshal.AsSpan(slots);
        PieceSlot[] other = GC.AllocateUninitializedArray<PieceSlot>(slots.Count);
        Span<PieceSlot> to = other;
        int[] starts = new int[Digits];
        for (int shift = 0; shift < 64 && most >> shift != 0; shift += DigitBits)
        {
            Scatter(from, to, shift, starts);
            Span<PieceSlot> last = from;
            from = to;
            to = last;
        }

        Span<PieceSlot> target = CollectionsMarshal.AsSpan(slots);
        if (from != target)
        {
            from.CopyTo(target);
        }
    }

    private static void Scatter(ReadOnlySpan<PieceSlot> from, Span<PieceSlot> to, int shift, int[] starts)
    {
        Array.Clear(starts);
        foreach (ref readonly PieceSlot slot in from)
        {
            starts[(int)(slot.Tile >> shift) & (Digits - 1)]++;
        }

        int sum = 0;
        foreach (ref int start in starts.AsSpan())
        {
            (start, sum) = (sum, sum + start);
        }

        foreach (ref readonly PieceSlot slot in from)
        {
            to[starts[(int)(slot.Tile >> shift) & (Digits - 1)]++] = slot;
        }
    }
}
