namespace ParquetSharp.IO;

public abstract class OutputStream : IDisposable
{
    private protected OutputStream()
    {
    }

    internal abstract Stream Target { get; }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Close();
}
