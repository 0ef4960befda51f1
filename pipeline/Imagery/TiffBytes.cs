using System.Buffers.Binary;
using RasterFlow.Storage;

namespace RasterFlow.Imagery;

/// <summary>The header of a TIFF: the first bytes come in one request; what lies beyond is loaded when it is asked for, within a limit.</summary>
internal sealed class TiffBytes(IRangeReader reader)
{
    private const int FirstBytes = 32 * 1024;
    private const int FurtherBytes = 32 * 1024;
    private const long MaximumBytes = 256L * 1024 * 1024;

    /// <summary>Values of all tags together: twice what the largest tag may have.</summary>
    private const long MaximumValues = 8L * 1024 * 1024;

    private byte[] _chunk = [];
    private byte[] _first = [];
    private long _chunkOffset;
    private long _loaded;
    private long _values;

    public string Name => reader.Name;

    public bool LittleEndian { get; set; } = true;

    /// <summary>The bytes [offset, offset + count).</summary>
    /// <exception cref="InvalidRasterException">They lie outside the file.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(long offset, int count, string what, CancellationToken cancellationToken)
    {
        if (offset < 0 || count < 0 || offset > long.MaxValue - count)
        {
            throw new InvalidRasterException(Name, null, $"{what} lies at the impossible offset {(ulong)offset}.");
        }

        if (_first.Length == 0)
        {
            _first = await LoadAsync(0, FirstBytes, cancellationToken);
        }

        if (offset + count <= _first.Length)
        {
            return _first.AsMemory((int)offset, count);
        }

        if (offset < _chunkOffset || offset + count > _chunkOffset + _chunk.Length)
        {
            await LoadChunkAsync(offset, count, what, cancellationToken);
        }

        return _chunk.AsMemory((int)(offset - _chunkOffset), count);
    }

    /// <summary>Counts values that are about to be kept: many directories may point to the same bytes.</summary>
    /// <exception cref="InvalidRasterException">More than any image needs.</exception>
    public void Keep(int values)
    {
        _values += values;
        if (_values > MaximumValues)
        {
            throw new InvalidRasterException(Name, null, $"the header claims more than {MaximumValues:N0} values.");
        }
    }

    public ushort U16(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    public uint U32(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    public ulong U64(ReadOnlySpan<byte> bytes) =>
        LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    private async Task LoadChunkAsync(long offset, int count, string what, CancellationToken cancellationToken)
    {
        // A short probe of the end first: a lying count must not make us allocate.
        if (count > FurtherBytes)
        {
            byte[] probe = new byte[1];
            if (await reader.ReadAsync(offset + count - 1, probe, cancellationToken) == 0)
            {
                throw Short(offset, count, what);
            }
        }

        byte[] chunk = await LoadAsync(offset, Math.Max(count, FurtherBytes), cancellationToken);
        if (chunk.Length < count)
        {
            throw Short(offset, count, what);
        }

        _chunk = chunk;
        _chunkOffset = offset;
    }

    private async Task<byte[]> LoadAsync(long offset, int count, CancellationToken cancellationToken)
    {
        _loaded += count;
        if (_loaded > MaximumBytes)
        {
            throw new InvalidRasterException(Name, offset, $"the header is longer than {MaximumBytes:N0} bytes.");
        }

        byte[] bytes = new byte[count];
        int got = await reader.ReadAsync(offset, bytes, cancellationToken);
        return got == count ? bytes : bytes[..got];
    }

    private InvalidRasterException Short(long offset, int count, string what) =>
        new(Name, offset, $"the file ends inside {what}: {count:N0} bytes expected.");
}
