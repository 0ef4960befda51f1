namespace ParquetSharp.IO;

public sealed class ManagedRandomAccessFile : RandomAccessFile
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;

    public ManagedRandomAccessFile(Stream stream)
        : this(stream, leaveOpen: false)
    {
    }

    public ManagedRandomAccessFile(Stream stream, bool leaveOpen)
    {
        _stream = stream ?? throw new ArgumentNullException(nameof(stream));
        _leaveOpen = leaveOpen;
    }

    internal override Stream Source => _stream;

    private protected override void Close()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }
}
