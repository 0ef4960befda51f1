using System.Buffers.Binary;
using System.Text;

namespace RasterFlow.Samples.Cogs;

/// <summary>One image file directory of a little-endian TIFF 6.0 file; tags must be added in rising order.</summary>
internal sealed class TiffDirectory
{
    private const ushort Ascii = 2;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const ushort Double = 12;
    private readonly List<(ushort Tag, ushort Type, uint Count, byte[] Value)> _entries = [];

    /// <summary>Bytes of the directory with its values, an even number.</summary>
    public int Length => 2 + (12 * _entries.Count) + 4 + _entries.Sum(static e => e.Value.Length > 4 ? Even(e.Value.Length) : 0);

    /// <summary>Adds 16-bit values.</summary>
    public void AddShorts(ushort tag, params ReadOnlySpan<ushort> values)
    {
        byte[] bytes = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), values[i]);
        }

        _entries.Add((tag, Short, (uint)values.Length, bytes));
    }

    /// <summary>Adds 32-bit values.</summary>
    public void AddLongs(ushort tag, params ReadOnlySpan<uint> values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        _entries.Add((tag, Long, (uint)values.Length, bytes));
    }

    /// <summary>Adds 64-bit floating point values.</summary>
    public void AddDoubles(ushort tag, params ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        }

        _entries.Add((tag, Double, (uint)values.Length, bytes));
    }

    /// <summary>Adds a text, closed by a zero byte.</summary>
    public void AddText(ushort tag, string text) => _entries.Add((tag, Ascii, (uint)text.Length + 1, Encoding.ASCII.GetBytes(text + "\0")));

    /// <summary>The directory's bytes.</summary>
    /// <param name="offsetBytes">Where in the file it begins.</param>
    /// <param name="nextOffsetBytes">Where the next directory begins; 0 when it is the last.</param>
    public byte[] ToBytes(uint offsetBytes, uint nextOffsetBytes)
    {
        byte[] bytes = new byte[Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)_entries.Count);
        int entry = 2;
        int free = 2 + (12 * _entries.Count) + 4;
        foreach ((ushort tag, ushort type, uint count, byte[] value) in _entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(entry), tag);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(entry + 2), type);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 4), count);
            if (value.Length > 4)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 8), offsetBytes + (uint)free);
                value.CopyTo(bytes, free);
                free += Even(value.Length);
            }
            else
            {
                value.CopyTo(bytes, entry + 8);
            }

            entry += 12;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry), nextOffsetBytes);
        return bytes;
    }

    private static int Even(int length) => length + (length & 1);
}
