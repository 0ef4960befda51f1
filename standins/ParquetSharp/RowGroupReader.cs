using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class RowGroupReader : IDisposable
{
    private readonly ParquetSource _source;
    private readonly int _index;

    internal RowGroupReader(ParquetSource source, SchemaDescriptor schema, int index)
    {
        _source = source;
        _index = index;
        MetaData = new RowGroupMetaData(source, schema, index);
    }

    public RowGroupMetaData MetaData { get; }

    public ColumnReader Column(int i)
    {
        ColumnDescriptor descriptor = MetaData.Schema.Column(i);
        return descriptor.PhysicalType switch
        {
            PhysicalType.Boolean => Create<bool>(),
            PhysicalType.Int32 => Create<int>(),
            PhysicalType.Int64 => Create<long>(),
            PhysicalType.Float => Create<float>(),
            PhysicalType.Double => Create<double>(),
            PhysicalType.ByteArray => Create<ByteArray>(),
            _ => throw new NotSupportedException($"This stand-in does not read {descriptor.PhysicalType} columns ('{descriptor.Path.ToDotString()}')."),
        };

        ColumnReader<T> Create<T>()
            where T : unmanaged => new(new ColumnChunk(_source, _index, descriptor), i);
    }

    public void Dispose()
    {
        // Nothing is held between columns.
    }
}
