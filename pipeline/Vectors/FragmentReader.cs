namespace RasterFlow.Vectors;

/// <summary>Reads the pieces of <see cref="BlockFragments"/>' format; every fault is an <see cref="InvalidDataException"/>.</summary>
internal ref struct FragmentReader(ReadOnlySpan<byte> content, int at = 0)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _at = at;

    /// <summary>The next byte's place.</summary>
    public readonly int Position => _at;

    public readonly bool AtEnd => _at == _content.Length;

    public ulong ReadUnsigned()
    {
        // Most numbers are small.
        if (_at < _content.Length && _content[_at] < 0x80)
        {
            return _content[_at++];
        }

        return ReadLong();
    }

    private ulong ReadLong()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_at >= _content.Length)
            {
                throw new InvalidDataException($"A fragments object breaks off at byte {_at}.");
            }

            byte next = _content[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"A number before byte {_at} of a fragments object is too long.");
    }

    public long ReadSigned()
    {
        ulong value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of things that take at least a byte each: never more than there are bytes left.</summary>
    public int ReadCount()
    {
        ulong count = ReadUnsigned();
        return count <= (ulong)(_content.Length - _at)
            ? (int)count
            : throw new InvalidDataException($"A fragments object promises {count} items at byte {_at} but has {_content.Length - _at} bytes left.");
    }

    public PolygonStatistics ReadStatistics() => new(
        (long)ReadUnsigned(),
        ReadWide(),
        ReadWide(),
        BitConverter.UInt32BitsToSingle((uint)ReadUnsigned()),
        BitConverter.UInt32BitsToSingle((uint)ReadUnsigned()),
        ReadCorner(default));

    public PixelPolygon ReadPolygon() => new(ReadStatistics(), ReadPath(), ReadPaths());

    public PixelCorner[][] ReadPaths()
    {
        PixelCorner[][] paths = new PixelCorner[ReadCount()][];
        for (int i = 0; i < paths.Length; i++)
        {
            paths[i] = ReadPath();
        }

        return paths;
    }

    private Int128 ReadWide()
    {
        ulong low = ReadUnsigned();
        return ((Int128)ReadSigned() << 64) + low;
    }

    private PixelCorner[] ReadPath()
    {
        PixelCorner[] path = new PixelCorner[ReadCount()];
        PixelCorner at = default;
        for (int i = 0; i < path.Length; i++)
        {
            path[i] = at = ReadCorner(at);
        }

        return path;
    }

    private PixelCorner ReadCorner(PixelCorner from) => new(from.X + (int)ReadSigned(), from.Y + (int)ReadSigned());
}
