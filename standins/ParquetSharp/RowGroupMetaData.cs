using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class RowGroupMetaData
{
    private readonly ParquetSource _source;
    private readonly int _index;

    internal RowGroupMetaData(ParquetSource source, SchemaDescriptor schema, int index)
    {
        _source = source;
        _index = index;
        Schema = schema;
        (NumRows, TotalByteSize) = source.ReadRowGroup(index);
    }

    public int NumColumns => Schema.NumColumns;

    public long NumRows { get; }

    public SchemaDescriptor Schema { get; }

    public long TotalByteSize { get; }

    public ColumnChunkMetaData GetColumnChunkMetaData(int i) => new(_source, _index, i);
}
