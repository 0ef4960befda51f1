using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Areas;

namespace RasterFlow.Vectors.Changes;

/// <summary>Fields as bytes, for sorting on disk.</summary>
internal sealed class OutlineCodec
{
    private readonly WKBReader _reader = new();

    public static byte[] Encode(FieldOutline outline)
    {
        using MemoryStream buffer = new();
        using BinaryWriter writer = new(buffer);
        writer.Write((byte)outline.Side);
        writer.Write(outline.Label);
        writer.Write(outline.Id);
        writer.Write(outline.Time.DayNumber);
        writer.Write(outline.AreaM2);
        writer.Write(outline.Pieces.Count);
        foreach (Geometry piece in outline.Pieces)
        {
            byte[] wkb = WkbEncoder.Encode(piece);
            writer.Write(wkb.Length);
            writer.Write(wkb);
        }

        writer.Flush();
        return buffer.ToArray();
    }

    public FieldOutline Decode(byte[] content)
    {
        using BinaryReader reader = new(new MemoryStream(content, writable: false));
        (int side, int label, long id, int day, double area) = (reader.ReadByte(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadDouble());
        Geometry[] pieces = new Geometry[reader.ReadInt32()];
        Envelope box = new();
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = _reader.Read(reader.ReadBytes(reader.ReadInt32()));
            box.ExpandToInclude(pieces[i].EnvelopeInternal);
        }

        return new FieldOutline
        {
            Side = side,
            Label = label,
            Id = id,
            Time = DateOnly.FromDayNumber(day),
            AreaM2 = area,
            Pieces = pieces,
            Box = box,
        };
    }
}
