using System.Buffers.Binary;
using RasterFlow.Storage;

namespace RasterFlow.Tiles;

/// <summary>A growing run of bytes that is used again and again, with the varints of protocol buffers.</summary>
internal sealed class ByteBuffer(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends bytes of a stream.</summary>
    /// <exception cref="EndOfStreamException">The stream has fewer.</exception>
    public void ReadFrom(Stream stream, int count)
    {
        Reserve(count);
        stream.ReadExactly(_bytes, Length, count);
        Length += count;
    }

    public void WriteVarint(ulong value)
    {
        Reserve(Leb128.LongestLength);
        Length += Leb128.Write(_bytes.AsSpan(Length), value);
    }

    public void WriteZigZag(long value) => WriteVarint(Leb128.ZigZag(value));

    /// <summary>Writes a number that may be missing: 0, or one more than its zigzag.</summary>
    public void WriteOptional(long? value) => WriteVarint(value is { } number ? Leb128.ZigZag(number) + 1 : 0);

    /// <summary>Leaves room for a length that is known later (<see cref="SetInt32"/>).</summary>
    public int ReserveInt32()
    {
        Reserve(sizeof(int));
        Length += sizeof(int);
        return Length - sizeof(int);
    }

    public void SetInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    /// <summary>Bytes of a varint.</summary>
    public static int SizeOf(ulong value) => (System.Numerics.BitOperations.Log2(value | 1) / 7) + 1;

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, checked((int)Math.Min(Math.Max((long)_bytes.Length * 2, (long)Length + count), Array.MaxLength)));
        }
    }
}
