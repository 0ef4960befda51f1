using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Areas;

namespace RasterFlow.Vectors.Changes;

/// <summary>Rows of a comparison as bytes, for sorting on disk.</summary>
internal sealed class ChangeRowCodec(IReadOnlyList<string> labels)
{
    private readonly WKBReader _reader = new();
    private readonly Dictionary<string, int> _indexes = labels.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i, StringComparer.Ordinal);

    public byte[] Encode(ChangeRow row)
    {
        using MemoryStream buffer = new();
        using BinaryWriter writer = new(buffer);
        writer.Write((byte)row.Kind);
        writer.Write(_indexes[row.Label]);
        Write(writer, row.Before);
        Write(writer, row.After);
        writer.Write(row.OverlapM2);
        writer.Write(WkbEncoder.Encode(row.Geometry));
        writer.Flush();
        return buffer.ToArray();
    }

    public ChangeRow Decode(byte[] content)
    {
        using MemoryStream buffer = new(content, writable: false);
        using BinaryReader reader = new(buffer);
        return new ChangeRow
        {
            Kind = (ChangeKind)reader.ReadByte(),
            Label = labels[reader.ReadInt32()],
            Before = ReadEnd(reader),
            After = ReadEnd(reader),
            OverlapM2 = reader.ReadDouble(),
            Geometry = _reader.Read(buffer),
        };
    }

    private static void Write(BinaryWriter writer, ChangeEnd? end)
    {
        writer.Write(end is not null);
        if (end is not null)
        {
            writer.Write(end.Id);
            writer.Write(end.Time.DayNumber);
            writer.Write(end.AreaM2);
            writer.Write(end.Links);
        }
    }

    private static ChangeEnd? ReadEnd(BinaryReader reader) => reader.ReadBoolean()
        ? new ChangeEnd(reader.ReadInt64(), DateOnly.FromDayNumber(reader.ReadInt32()), reader.ReadDouble(), reader.ReadInt32())
        : null;
}
