namespace ParquetSharp.IO;

public sealed class ManagedOutputStream : OutputStream
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;

    public ManagedOutputStream(Stream stream)
        : this(stream, leaveOpen: false)
    {
    }

    public ManagedOutputStream(Stream stream, bool leaveOpen)
    {
        _stream = stream ?? throw new ArgumentNullException(nameof(stream));
        _leaveOpen = leaveOpen;
    }

    internal override Stream Target => _stream;

    private protected override void Close()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }
}
