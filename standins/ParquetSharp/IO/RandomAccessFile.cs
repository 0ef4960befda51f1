namespace ParquetSharp.IO;

public abstract class RandomAccessFile : IDisposable
{
    private protected RandomAccessFile()
    {
    }

    internal abstract Stream Source { get; }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Close();
}
