namespace ParquetSharp;

public abstract class LogicalColumnReader : LogicalColumnStream<ColumnReader>
{
    private protected LogicalColumnReader(ColumnReader columnReader, int bufferLength)
        : base(columnReader, columnReader.ColumnDescriptor, bufferLength)
    {
    }

    public abstract bool HasNext { get; }

    public abstract long Skip(long numRowsToSkip);
}
