namespace RasterFlow.Storage;

/// <summary>A file from its start to its end as a stream, read in parts: each part has retries of its own, so a cut connection costs one part.</summary>
/// <param name="reader">The file.</param>
/// <param name="maximumBytes">A longer file is refused when it is noticed, at the latest after this many bytes.</param>
internal sealed class RangeStream(IRangeReader reader, long maximumBytes) : Stream
{
    private const int PartBytes = 4 * 1024 * 1024;
    private readonly byte[] _part = new byte[PartBytes];
    private long _read;
    private int _start;
    private int _end;
    private bool _ended;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

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

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read without waiting: use ReadAsync.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
