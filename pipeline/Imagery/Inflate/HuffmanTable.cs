using System.Numerics;

namespace RasterFlow.Imagery.Inflate;

/// <summary>
/// A canonical Huffman code (RFC 1951 section 3.2.2) as a table: the next bits of the stream are the index of a <see cref="HuffmanEntry"/>;
/// codes longer than the index go on in a second table behind the first. Built as libdeflate does: codes in order, the table doubling with
/// each length. Where asked for, a literal and the literal or length after it are joined in one entry if both codes fit the index. The memory is
/// pinned, so that its address may be kept.
/// </summary>
internal sealed unsafe class HuffmanTable
{
    private const int LongestCode = 15;
    private readonly uint[] _symbols;
    private readonly uint[] _entries;
    private readonly ushort[] _sorted;
    private readonly ushort[] _codes;
    private readonly uint[] _singles;
    private readonly int _indexBits;
    private readonly bool _joins;

    /// <param name="symbols">What each symbol stands for.</param>
    /// <param name="indexBits">Bits of the first table's index.</param>
    /// <param name="joins">True for two symbols in one entry where possible: only for literals and lengths.</param>
    public HuffmanTable(uint[] symbols, int indexBits, bool joins = false)
    {
        _symbols = symbols;
        _indexBits = indexBits;
        _joins = joins;
        _sorted = new ushort[symbols.Length];
        _codes = new ushort[symbols.Length];
        _singles = new uint[symbols.Length];

        // A second table of 2^n entries holds at least n + 1 codes, and n is at most 15 - indexBits.
        int linked = symbols.Length * (1 << (LongestCode - indexBits)) / (LongestCode - indexBits + 1);
        _entries = GC.AllocateArray<uint>((1 << indexBits) + linked + (1 << (LongestCode - indexBits)), pinned: true);
        Pointer = (uint*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_entries, 0);
    }

    /// <summary>The table. Every index below 2^indexBits, and every one that a link leads to, is inside it.</summary>
    public uint* Pointer { get; }

    /// <summary>Builds the table for code lengths of 0 (unused) to 15 bits. False when they are no code.</summary>
    public bool TryBuild(ReadOnlySpan<byte> lengths)
    {
        Span<int> counts = stackalloc int[LongestCode + 1];
        counts.Clear();
        foreach (byte length in lengths)
        {
            counts[length]++;
        }

        int unused = lengths.Length - counts[0];
        int open = 1;
        for (int length = 1; length <= LongestCode; length++)
        {
            open = (open << 1) - counts[length];
            if (open < 0)
            {
                return false;
            }
        }

        Span<int> ends = stackalloc int[LongestCode + 1];
        Sort(lengths, counts, ends);
        if (open == 0)
        {
            Fill(counts, ends);
            return true;
        }

        // Codes that use only a part of the bit patterns: allowed when there is one code of one bit, or none (zlib's inflate_table).
        _entries.AsSpan(0, 1 << _indexBits).Fill(HuffmanEntry.Special);
        for (int i = 0; unused == 1 && i < 1 << _indexBits; i += 2)
        {
            _entries[i] = Entry(0, 1);
        }

        return unused == 0 || (unused == 1 && counts[1] == 1);
    }

    /// <summary>Sorts the symbols by the lengths of their codes; gives where each length ends among the sorted.</summary>
    private void Sort(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> counts, Span<int> ends)
    {
        ends[0] = ends[1] = 0;
        for (int length = 1; length < LongestCode; length++)
        {
            ends[length + 1] = ends[length] + counts[length];
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                _sorted[ends[lengths[symbol]]++] = (ushort)symbol;
            }
        }
    }

    private uint Entry(int sorted, int bits) => _symbols[_sorted[sorted]] + ((uint)bits << 8) + (uint)bits;

    private void Fill(Span<int> counts, ReadOnlySpan<int> ends)
    {
        Span<uint> table = _entries;
        int sorted = 0, code = 0, end = 1;
        for (int length = 1; length <= _indexBits; length++)
        {
            table[..end].CopyTo(table[end..]);
            end <<= 1;
            for (; sorted < ends[length]; sorted++)
            {
                _codes[sorted] = (ushort)code;
                table[code] = _singles[sorted] = Entry(sorted, length);
                code = NextCode(code, length);
            }

            for (int first = 1; _joins && first < length; first++)
            {
                int second = length - first;
                if (counts[first] > 0 && counts[second] > 0)
                {
                    Join((ends[first] - counts[first])..ends[first], first, (ends[second] - counts[second])..ends[second]);
                }
            }
        }

        FillLinked(counts, sorted, code);
    }

    /// <summary>Joins the literals of one length and the symbols of another, each a part of the sorted, into a table of as many index bits as both have.</summary>
    private void Join(Range firsts, int firstBits, Range seconds)
    {
        uint* table = Pointer;
        ReadOnlySpan<ushort> firstCodes = _codes.AsSpan(firsts), secondCodes = _codes.AsSpan(seconds);
        ReadOnlySpan<uint> firstEntries = _singles.AsSpan(firsts), secondEntries = _singles.AsSpan(seconds)[..secondCodes.Length];

        // Symbols of one length are in order: literals come first.
        for (int i = 0; i < firstEntries.Length && (firstEntries[i] & HuffmanEntry.Literal) != 0; i++)
        {
            uint first = (firstEntries[i] & HuffmanEntry.First) | (uint)((firstBits << 8) | firstBits) | HuffmanEntry.Pair;
            uint code = firstCodes[i];
            for (int j = 0; j < secondCodes.Length; j++)
            {
                uint second = secondEntries[j];
                if ((second & HuffmanEntry.Special) == 0)
                {
                    table[code | ((uint)secondCodes[j] << firstBits)] = (second & ~HuffmanEntry.First) + first;
                }
            }
        }
    }

    private void FillLinked(Span<int> counts, int sorted, int code)
    {
        Span<uint> table = _entries;
        int mask = (1 << _indexBits) - 1;
        int prefix = -1, start = 0, end = 1 << _indexBits;
        for (int length = _indexBits + 1; length <= LongestCode; length++)
        {
            for (; counts[length] > 0; counts[length]--)
            {
                if ((code & mask) != prefix)
                {
                    prefix = code & mask;
                    start = end;
                    int bits = LinkedBits(counts, length);
                    end = start + (1 << bits);
                    table[prefix] = ((uint)start << 16) | HuffmanEntry.Special | HuffmanEntry.Link | ((uint)bits << 8) | (uint)_indexBits;
                }

                uint entry = Entry(sorted++, length - _indexBits);
                for (int i = start + (code >> _indexBits); i < end; i += 1 << (length - _indexBits))
                {
                    table[i] = entry;
                }

                code = NextCode(code, length);
            }
        }
    }

    /// <summary>Index bits of the second table that begins with this code: until its codes fill it.</summary>
    private int LinkedBits(ReadOnlySpan<int> counts, int length)
    {
        int bits = length - _indexBits;
        int used = counts[length];
        while (used < 1 << bits)
        {
            bits++;
            used = (used << 1) + counts[_indexBits + bits];
        }

        return bits;
    }

    /// <summary>The next code of a length, where bits are stored first bit lowest; 0 after the last.</summary>
    private static int NextCode(int code, int length)
    {
        int zeros = code ^ ((1 << length) - 1);
        if (zeros == 0)
        {
            return 0;
        }

        int bit = 1 << BitOperations.Log2((uint)zeros);
        return (code & (bit - 1)) | bit;
    }
}
