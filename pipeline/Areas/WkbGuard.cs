using System.Buffers.Binary;
using NetTopologySuite.IO;

namespace RasterFlow.Areas;

/// <summary>
/// Walks WKB (OGC and ISO types, and EWKB's flags) before it is parsed: the parser calls itself for each collection in a collection, and makes
/// room for as many items as a count promises.
/// </summary>
internal static class WkbGuard
{
    private const int MaximumDepth = 4;
    private const uint Any = 0;

    /// <exception cref="ParseException">The bytes end early, hold an unknown type, or nest collections too deeply.</exception>
    public static void Check(ReadOnlySpan<byte> wkb)
    {
        Cursor cursor = new(wkb);
        Stack<(uint Left, uint Type)> open = new([(1u, Any)]);
        while (open.TryPop(out (uint Left, uint Type) level))
        {
            if (level.Left == 0)
            {
                continue;
            }

            open.Push((level.Left - 1, level.Type));
            (uint type, int positionSize) = cursor.Header();
            if (level.Type != Any && type != level.Type)
            {
                throw new ParseException($"a part has type {type} where {level.Type} belongs");
            }

            switch (type)
            {
                case 1:
                    cursor.Skip(1, positionSize);
                    break;
                case 2:
                    cursor.Skip(cursor.Number(), positionSize);
                    break;
                case 3:
                    for (uint rings = cursor.Number(); rings > 0; rings--)
                    {
                        cursor.Skip(cursor.Number(), positionSize);
                    }

                    break;
                case 4 or 5 or 6:
                    // Points, lines and polygons only, so these end the nesting.
                    open.Push((cursor.Number(), type - 3));
                    break;
                case 7 when open.Count <= MaximumDepth:
                    open.Push((cursor.Number(), Any));
                    break;
                case 7:
                    throw new ParseException($"geometry collections are nested deeper than {MaximumDepth}");
                default:
                    throw new ParseException($"geometry type {type} is not known");
            }
        }
    }

    private ref struct Cursor
    {
        private ReadOnlySpan<byte> _rest;
        private bool _littleEndian;

        public Cursor(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>Byte order, type and perhaps a reference system.</summary>
        /// <returns>The type without flags, and the bytes of one position.</returns>
        public (uint Type, int PositionSize) Header()
        {
            byte order = Take(1)[0];
            _littleEndian = order <= 1 ? order == 1 : throw new ParseException($"byte order {order} is not known");
            uint word = Number();
            if ((word & 0x2000_0000) != 0)
            {
                Take(sizeof(int));
            }

            // EWKB flags heights and measures; ISO adds 1000, 2000 or 3000 instead, which wins in the parser.
            uint type = word & 0xFFFF;
            int ordinates = (type / 1000) switch
            {
                0 => 2 + (int)(word >> 31) + (int)((word >> 30) & 1),
                1 or 2 => 3,
                3 => 4,
                _ => throw new ParseException($"geometry type {type} is not known"),
            };
            return (type % 1000, ordinates * sizeof(double));
        }

        public uint Number()
        {
            ReadOnlySpan<byte> bytes = Take(sizeof(uint));
            return _littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        public void Skip(uint count, int size) => Take((long)count * size);

        private ReadOnlySpan<byte> Take(long count)
        {
            if (count > _rest.Length)
            {
                throw new ParseException("it ends early");
            }

            ReadOnlySpan<byte> taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }
    }
}
