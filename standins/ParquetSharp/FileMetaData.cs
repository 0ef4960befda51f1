using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class FileMetaData : IDisposable
{
    internal FileMetaData(ParquetSource source)
    {
        CreatedBy = source.CreatedBy;
        NumRows = source.RowCount;
        NumRowGroups = source.RowGroupCount;
        KeyValueMetadata = source.ReadKeyValues();
        Schema = new SchemaDescriptor(source.ReadSchema());
    }

    public string CreatedBy { get; }

    public IReadOnlyDictionary<string, string> KeyValueMetadata { get; }

    public int NumColumns => Schema.NumColumns;

    public long NumRows { get; }

    public int NumRowGroups { get; }

    public SchemaDescriptor Schema { get; }

    public void Dispose()
    {
        // Nothing native is behind it here.
    }
}
