using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RasterFlow.Imagery.Inflate;

/// <summary>
/// A canonical Huffman code (RFC 1951 section 3.2.2) as a table: the next bits of the stream are the index of a <see cref="HuffmanEntry"/>;
/// codes longer than the index go on in a second table behind the first. Built as libdeflate does: codes in order, the table doubling with
/// each length. The memory is pinned, so that its address may be kept.
/// </summary>
internal sealed unsafe class HuffmanTable
{
    private const int LongestCode = 15;
    private readonly uint[] _symbols;
    private readonly uint[] _entries;
    private readonly ushort[] _sorted;
    private readonly int _indexBits;

    /// <param name="symbols">What each symbol stands for.</param>
    /// <param name="indexBits">Bits of the first table's index.</param>
    public HuffmanTable(uint[] symbols, int indexBits)
    {
        _symbols = symbols;
        _indexBits = indexBits;
        _sorted = new ushort[symbols.Length];

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

        Sort(lengths, counts);
        if (open == 0)
        {
            Fill(counts);
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

    /// <summary>Joins two literals into one entry wherever both codes fit the index.</summary>
    public void PairLiterals()
    {
        Span<uint> table = _entries.AsSpan(0, 1 << _indexBits);

        // Downwards: the second literal is looked up at a lower index, which must still be single.
        int left = Avx2.IsSupported ? PairEightAtOnce(table) : table.Length;
        for (int i = left - 1; i >= 0; i--)
        {
            uint first = table[i];
            uint second = table[i >> (int)(first & 31)];
            uint bits = (first & 31) + (second & 31);
            if ((first & second & HuffmanEntry.Literal) != 0 && bits <= (uint)_indexBits)
            {
                table[i] = HuffmanEntry.Literal | HuffmanEntry.Pair | (first & 0xFF0000) | ((second & 0xFF0000) << 8) | bits;
            }
        }
    }

    /// <summary>The upper part of the table, down to the index returned; a group's second literals lie below the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int PairEightAtOnce(Span<uint> table)
    {
        const int Lanes = 8;
        Vector256<uint> low = Vector256.Create(31u);
        Vector256<uint> literal = Vector256.Create(HuffmanEntry.Literal);
        Vector256<uint> indexBits = Vector256.Create((uint)_indexBits);
        Vector256<uint> lane = Vector256<uint>.Indices;
        for (int i = table.Length - Lanes; i >= Lanes; i -= Lanes)
        {
            Vector256<uint> first = Vector256.Create<uint>(table.Slice(i, Lanes));
            Vector256<uint> places = Avx2.ShiftRightLogicalVariable(Vector256.Create((uint)i) + lane, first & low);
            Vector256<uint> second = Avx2.GatherVector256(Pointer, places.AsInt32(), sizeof(uint));
            Vector256<uint> bits = (first & low) + (second & low);
            Vector256<uint> pairs = Vector256.Equals(first & second & literal, literal) & Vector256.LessThanOrEqual(bits, indexBits);
            if (pairs != Vector256<uint>.Zero)
            {
                Vector256<uint> joined = Vector256.Create(HuffmanEntry.Literal | HuffmanEntry.Pair) | (first & Vector256.Create(0xFF0000u))
                    | ((second & Vector256.Create(0xFF0000u)) << 8) | bits;
                Vector256.ConditionalSelect(pairs, joined, first).CopyTo(table[i..]);
            }
        }

        return Lanes;
    }

    private void Sort(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> counts)
    {
        Span<int> next = stackalloc int[LongestCode + 2];
        next[1] = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            next[length + 1] = next[length] + counts[length];
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                _sorted[next[lengths[symbol]]++] = (ushort)symbol;
            }
        }
    }

    private uint Entry(int sorted, int bits) => _symbols[_sorted[sorted]] + ((uint)bits << 8) + (uint)bits;

    private void Fill(Span<int> counts)
    {
        Span<uint> table = _entries;
        int sorted = 0, code = 0, end = 1, length = 0;
        while (length < _indexBits)
        {
            length++;
            table[..end].CopyTo(table[end..]);
            end <<= 1;
            for (; counts[length] > 0; counts[length]--)
            {
                table[code] = Entry(sorted++, length);
                code = NextCode(code, length);
            }
        }

        FillLinked(counts, sorted, code);
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
