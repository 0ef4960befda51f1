namespace ParquetSharp;

public abstract class LogicalColumnStream<TSource> : IDisposable
    where TSource : class, IDisposable
{
    private protected LogicalColumnStream(TSource source, ColumnDescriptor descriptor, int bufferLength)
    {
        Source = source;
        ColumnDescriptor = descriptor;
        BufferLength = bufferLength;
        LogicalType = descriptor.LogicalType;
    }

    public TSource Source { get; }

    public ColumnDescriptor ColumnDescriptor { get; }

    public int BufferLength { get; }

    public LogicalType LogicalType { get; }

    public virtual void Dispose()
    {
        Source.Dispose();
        GC.SuppressFinalize(this);
    }
}
