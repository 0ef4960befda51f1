using System.Buffers;
using System.Buffers.Binary;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>
/// Sorts any number of polygons in bounded memory: what does not fit is written to temporary files in sorted runs, which are merged at the end.
/// </summary>
internal sealed class PolygonSorter(int cornersInMemory = PolygonSorter.DefaultCorners) : IDisposable
{
    private const int DefaultCorners = 250_000;

    /// <summary>What a polygon costs beside its corners, in corners.</summary>
    private const int Overhead = 16;

    private readonly List<SortedPolygon> _buffer = [];
    private readonly List<FileStream> _runs = [];
    private long _corners;

    /// <summary>Adds a polygon.</summary>
    public void Add(SortedPolygon polygon)
    {
        _buffer.Add(polygon);
        _corners += polygon.Polygon.CornerCount + Overhead;
        if (_corners > cornersInMemory)
        {
            Spill();
        }
    }

    /// <summary>All polygons in order. Call once.</summary>
    public IEnumerable<SortedPolygon> Drain()
    {
        _buffer.Sort();
        return SortedRuns.Merge(_runs.Select(ReadRun).Append(_buffer));
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private static IEnumerable<SortedPolygon> ReadRun(FileStream file)
    {
        file.Position = 0;
        byte[] head = new byte[sizeof(int)];
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
            file.ReadExactly(content);
            yield return Decode(content);
        }
    }

    private static SortedPolygon Decode(byte[] content)
    {
        FragmentReader reader = new(content);
        return new SortedPolygon(reader.ReadUnsigned(), (long)reader.ReadUnsigned(), (int)reader.ReadUnsigned(), (int)reader.ReadUnsigned(), reader.ReadPolygon());
    }

    private void Spill()
    {
        _buffer.Sort();
        FileStream file = TemporaryFile.Create(".run");
        _runs.Add(file);
        ArrayBufferWriter<byte> buffer = new();
        byte[] head = new byte[sizeof(int)];
        foreach (SortedPolygon item in _buffer)
        {
            buffer.ResetWrittenCount();
            FragmentWriter writer = new(buffer);
            writer.WriteUnsigned(item.Key);
            writer.WriteUnsigned((ulong)item.Id);
            writer.WriteUnsigned((ulong)item.Label);
            writer.WriteUnsigned((ulong)item.Time);
            writer.WritePolygon(item.Polygon);
            BinaryPrimitives.WriteInt32LittleEndian(head, buffer.WrittenCount);
            file.Write(head);
            file.Write(buffer.WrittenSpan);
        }

        _buffer.Clear();
        _corners = 0;
    }
}
