namespace RasterFlow.Storage;

/// <summary>A file from its start to its end as a stream, read in parts: each part has retries of its own, so a cut connection costs one part.</summary>
/// <param name="reader">The file.</param>
/// <param name="maximumBytes">A longer file is refused when it is noticed, at the latest after this many bytes.</param>
internal sealed class RangeStream(IRangeReader reader, long maximumBytes) : AsyncReadStream
{
    private const int PartBytes = 4 * 1024 * 1024;
    private readonly byte[] _part = new byte[PartBytes];
    private long _read;
    private int _start;
    private int _end;
    private bool _ended;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !_ended)
        {
            _start = 0;
            _end = await reader.ReadAsync(_read, _part, cancellationToken);
            _read += _end;
            _ended = _end < PartBytes;
            if (_read > maximumBytes)
            {
                throw new InvalidDataException($"{reader.Name} is longer than {maximumBytes:N0} bytes, the most that is read of it.");
            }
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _part.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
