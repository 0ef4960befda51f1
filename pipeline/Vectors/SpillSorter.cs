using System.Buffers.Binary;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>Sorts any number of records in bounded memory: what does not fit is written to temporary files in sorted runs, which are merged at the end.</summary>
/// <param name="bytesInMemory">Bytes of records that are held before a run is written.</param>
internal sealed class SpillSorter(long bytesInMemory = SpillSorter.DefaultBytes) : IDisposable
{
    private const long DefaultBytes = 128L * 1024 * 1024;

    /// <summary>Key, tie-breaker and length before a record's bytes.</summary>
    private const int HeadBytes = sizeof(ulong) + sizeof(long) + sizeof(int);

    /// <summary>What a record costs in memory beside its bytes.</summary>
    private const int Overhead = 64;

    private readonly List<Item> _buffer = [];
    private readonly List<FileStream> _runs = [];
    private long _bytes;

    /// <summary>Adds a record. Records of equal key and tie-breaker are ordered by their bytes.</summary>
    public void Add(ulong key, long tie, byte[] content)
    {
        _buffer.Add(new Item(key, tie, content));
        _bytes += content.Length + Overhead;
        if (_bytes > bytesInMemory)
        {
            Spill();
        }
    }

    /// <summary>A key in the order of a number that is no NaN: the bits, with the sign turned (IEEE 754, total order).</summary>
    public static ulong KeyOf(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        return (bits >> 63) == 0 ? bits | (1UL << 63) : ~bits;
    }

    /// <summary>All records in order, with their tie-breakers. Call once.</summary>
    public IEnumerable<(long Tie, byte[] Content)> Drain()
    {
        _buffer.Sort();
        return SortedRuns.Merge(_runs.Select(ReadRun).Append(_buffer)).Select(static item => (item.Tie, item.Content));
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private static IEnumerable<Item> ReadRun(FileStream file)
    {
        file.Position = 0;
        byte[] head = new byte[HeadBytes];
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(16))];
            file.ReadExactly(content);
            yield return new Item(BinaryPrimitives.ReadUInt64LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)), content);
        }
    }

    private void Spill()
    {
        _buffer.Sort();
        FileStream file = TemporaryFile.Create(".run");
        _runs.Add(file);
        byte[] head = new byte[HeadBytes];
        foreach (Item item in _buffer)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(head, item.Key);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), item.Tie);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), item.Content.Length);
            file.Write(head);
            file.Write(item.Content);
        }

        _buffer.Clear();
        _bytes = 0;
    }

    private readonly record struct Item(ulong Key, long Tie, byte[] Content) : IComparable<Item>
    {
        public int CompareTo(Item other)
        {
            int order = Key.CompareTo(other.Key);
            order = order != 0 ? order : Tie.CompareTo(other.Tie);
            return order != 0 ? order : Content.AsSpan().SequenceCompareTo(other.Content);
        }
    }
}
