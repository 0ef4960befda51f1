using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>
/// Sorts pieces by tile, and within a tile by arrival, in bounded memory: pieces are kept as bytes, and what does not fit is written to temporary
/// files in sorted runs, which are merged at the end.
/// </summary>
internal sealed class TilePieceSorter(int bytesInMemory = TilePieceSorter.DefaultBytes) : IDisposable
{
    private const int DefaultBytes = 192 << 20;

    private readonly List<Slot> _slots = [];
    private readonly List<FileStream> _runs = [];
    private ArrayBufferWriter<byte> _buffer = new();
    private long _sequence;

    /// <summary>Adds a piece.</summary>
    public void Add(ulong tile, int layer, TileAttributes attributes, List<TilePoint[]> rings)
    {
        int start = _buffer.WrittenCount;
        Encode(new FragmentWriter(_buffer), layer, attributes, rings);
        _slots.Add(new Slot(tile, _sequence++, start, _buffer.WrittenCount - start));
        if (_buffer.WrittenCount > bytesInMemory)
        {
            Spill();
        }
    }

    /// <summary>All pieces in order. Call once.</summary>
    public IEnumerable<TilePiece> Drain()
    {
        _slots.Sort();
        PriorityQueue<IEnumerator<TilePiece>, (ulong, long)> queue = new();
        foreach (IEnumerable<TilePiece> run in _runs.Select(ReadRun).Append(_slots.Select(slot => Decode(slot.Tile, slot.Sequence, _buffer.WrittenSpan.Slice(slot.Start, slot.Length)))))
        {
            IEnumerator<TilePiece> items = run.GetEnumerator();
            if (items.MoveNext())
            {
                queue.Enqueue(items, (items.Current.Tile, items.Current.Sequence));
            }
        }

        while (queue.TryDequeue(out IEnumerator<TilePiece>? items, out _))
        {
            yield return items.Current;
            if (items.MoveNext())
            {
                queue.Enqueue(items, (items.Current.Tile, items.Current.Sequence));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private static void Encode(FragmentWriter writer, int layer, TileAttributes attributes, List<TilePoint[]> rings)
    {
        writer.WriteUnsigned((ulong)layer);
        writer.WriteUnsigned((ulong)attributes.Id);
        byte[] label = Encoding.UTF8.GetBytes(attributes.Label);
        writer.WriteUnsigned((ulong)label.Length);
        foreach (byte value in label)
        {
            writer.WriteUnsigned(value);
        }

        writer.WriteUnsigned((ulong)attributes.Time.DayNumber);
        writer.WriteUnsigned(attributes.ScoreMean is null ? 0UL : 1UL);
        writer.WriteUnsigned(BitConverter.DoubleToUInt64Bits(attributes.ScoreMean ?? 0));
        writer.WriteUnsigned((ulong)attributes.Pixels);
        writer.WriteUnsigned((ulong)rings.Count);
        foreach (TilePoint[] ring in rings)
        {
            writer.WriteUnsigned((ulong)ring.Length);
            TilePoint at = default;
            foreach (TilePoint point in ring)
            {
                writer.WriteSigned(point.X - at.X);
                writer.WriteSigned(point.Y - at.Y);
                at = point;
            }
        }
    }

    private static TilePiece Decode(ulong tile, long sequence, ReadOnlySpan<byte> content)
    {
        FragmentReader reader = new(content);
        int layer = (int)reader.ReadUnsigned();
        long id = (long)reader.ReadUnsigned();
        byte[] label = new byte[reader.ReadCount()];
        for (int i = 0; i < label.Length; i++)
        {
            label[i] = (byte)reader.ReadUnsigned();
        }

        DateOnly time = DateOnly.FromDayNumber((int)reader.ReadUnsigned());
        bool scored = reader.ReadUnsigned() != 0;
        double score = BitConverter.UInt64BitsToDouble(reader.ReadUnsigned());
        TileAttributes attributes = new(id, Encoding.UTF8.GetString(label), time, scored ? score : null, (long)reader.ReadUnsigned());
        TilePoint[][] rings = new TilePoint[reader.ReadCount()][];
        for (int i = 0; i < rings.Length; i++)
        {
            rings[i] = new TilePoint[reader.ReadCount()];
            TilePoint at = default;
            for (int j = 0; j < rings[i].Length; j++)
            {
                rings[i][j] = at = new TilePoint(at.X + (int)reader.ReadSigned(), at.Y + (int)reader.ReadSigned());
            }
        }

        return new TilePiece(tile, sequence, layer, new TileFeature(attributes, rings));
    }

    private static IEnumerable<TilePiece> ReadRun(FileStream file)
    {
        file.Position = 0;
        byte[] head = new byte[Slot.HeadBytes];
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(16))];
            file.ReadExactly(content);
            yield return Decode(BinaryPrimitives.ReadUInt64LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)), content);
        }
    }

    private void Spill()
    {
        _slots.Sort();
        string path = Path.Combine(Path.GetTempPath(), $"rasterflow-{Guid.NewGuid():N}.pieces");
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        _runs.Add(file);
        byte[] head = new byte[Slot.HeadBytes];
        foreach (Slot slot in _slots)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(head, slot.Tile);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), slot.Sequence);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), slot.Length);
            file.Write(head);
            file.Write(_buffer.WrittenSpan.Slice(slot.Start, slot.Length));
        }

        _slots.Clear();
        _buffer = new ArrayBufferWriter<byte>();
    }

    private readonly record struct Slot(ulong Tile, long Sequence, int Start, int Length) : IComparable<Slot>
    {
        public const int HeadBytes = 20;

        public int CompareTo(Slot other) => Tile != other.Tile ? Tile.CompareTo(other.Tile) : Sequence.CompareTo(other.Sequence);
    }
}
