namespace ParquetSharp;

public abstract class LogicalColumnWriter : LogicalColumnStream<ColumnWriter>
{
    private protected LogicalColumnWriter(ColumnWriter columnWriter, int bufferLength)
        : base(columnWriter, columnWriter.ColumnDescriptor, bufferLength)
    {
    }
}
