using System.Buffers.Binary;

namespace RasterFlow.Tiles;

/// <summary>Reads what <see cref="ByteBuffer"/> wrote.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at >= _bytes.Length;

    public readonly ReadOnlySpan<byte> Rest => _bytes[_at..];

    public ulong ReadVarint()
    {
        ulong value = 0;
        int shift = 0;
        byte next;
        do
        {
            next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        return value;
    }

    public long ReadZigZag() => Unfold(ReadVarint());

    public long? ReadOptional() => ReadVarint() is ulong value and not 0 ? Unfold(value - 1) : null;

    public int ReadInt32()
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(_bytes[_at..]);
        _at += sizeof(int);
        return value;
    }

    public ReadOnlySpan<byte> Read(int count)
    {
        ReadOnlySpan<byte> bytes = _bytes.Slice(_at, count);
        _at += count;
        return bytes;
    }

    private static long Unfold(ulong zigZag) => (long)(zigZag >> 1) ^ -(long)(zigZag & 1);
}
