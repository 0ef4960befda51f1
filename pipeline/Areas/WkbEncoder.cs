using System.Buffers.Binary;
using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>
/// Geometries as well-known binary (OGC 06-103r4, section 8.2; little endian, two dimensions, no SRID). NetTopologySuite's writer copies the list of holes once
/// for each hole: the boundaries of a county's fields, one polygon with tens of thousands of holes, would take gigabytes on the way.
/// </summary>
internal static class WkbEncoder
{
    private const int HeadBytes = 1 + sizeof(uint);
    private const int CountBytes = sizeof(uint);
    private const int PositionBytes = 2 * sizeof(double);

    /// <summary>A geometry's bytes.</summary>
    /// <exception cref="OverflowException">They are more than 2 GB.</exception>
    public static byte[] Encode(Geometry geometry)
    {
        byte[] content = new byte[checked((int)LengthOf(geometry))];
        Write(geometry, content);
        return content;
    }

    private static long LengthOf(Geometry geometry)
    {
        switch (geometry)
        {
            case Point:
                return HeadBytes + PositionBytes;
            case LineString line:
                return HeadBytes + LengthOf(line.CoordinateSequence);
            case Polygon polygon:
                long rings = HeadBytes + CountBytes + (polygon.IsEmpty ? 0 : LengthOf(polygon.ExteriorRing.CoordinateSequence));
                for (int i = 0; i < polygon.NumInteriorRings; i++)
                {
                    rings += LengthOf(polygon.GetInteriorRingN(i).CoordinateSequence);
                }

                return rings;
            case GeometryCollection collection:
                return HeadBytes + CountBytes + collection.Geometries.Sum(LengthOf);
            default:
                throw new NotSupportedException($"A {geometry.GeometryType} has no well-known binary here.");
        }
    }

    private static long LengthOf(CoordinateSequence positions) => CountBytes + ((long)positions.Count * PositionBytes);

    /// <summary>Writes a geometry and returns what is left of the buffer.</summary>
    private static Span<byte> Write(Geometry geometry, Span<byte> to)
    {
        to[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(to[1..], (uint)geometry.OgcGeometryType);
        to = to[HeadBytes..];
        switch (geometry)
        {
            case Point point:
                BinaryPrimitives.WriteDoubleLittleEndian(to, point.IsEmpty ? double.NaN : point.X);
                BinaryPrimitives.WriteDoubleLittleEndian(to[sizeof(double)..], point.IsEmpty ? double.NaN : point.Y);
                return to[PositionBytes..];
            case LineString line:
                return Write(line.CoordinateSequence, to);
            case Polygon polygon:
                to = WriteCount(polygon.IsEmpty ? 0 : 1 + polygon.NumInteriorRings, to);
                to = polygon.IsEmpty ? to : Write(polygon.ExteriorRing.CoordinateSequence, to);
                for (int i = 0; i < polygon.NumInteriorRings; i++)
                {
                    to = Write(polygon.GetInteriorRingN(i).CoordinateSequence, to);
                }

                return to;
            default:
                Geometry[] parts = ((GeometryCollection)geometry).Geometries;
                to = WriteCount(parts.Length, to);
                foreach (Geometry part in parts)
                {
                    to = Write(part, to);
                }

                return to;
        }
    }

    private static Span<byte> Write(CoordinateSequence positions, Span<byte> to)
    {
        to = WriteCount(positions.Count, to);
        for (int i = 0; i < positions.Count; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(to, positions.GetX(i));
            BinaryPrimitives.WriteDoubleLittleEndian(to[sizeof(double)..], positions.GetY(i));
            to = to[PositionBytes..];
        }

        return to;
    }

    private static Span<byte> WriteCount(int count, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, count);
        return to[CountBytes..];
    }
}
