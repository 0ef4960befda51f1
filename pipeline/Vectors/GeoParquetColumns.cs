using ParquetSharp;

namespace RasterFlow.Vectors;

/// <summary>
/// Reads whole columns of a row group by name. A column may be required or optional in the file (writers differ, and ParquetSharp wants
/// a different type for each); where a value must be there, a missing one is an error.
/// </summary>
internal sealed class GeoParquetColumns(RowGroupReader rowGroup, SchemaDescriptor schema, string fileName)
{
    private readonly int _rows = checked((int)rowGroup.MetaData.NumRows);

    /// <summary>Reads values that must be there.</summary>
    public T[] Read<T>(string column)
        where T : struct =>
        IsOptional(column) ? Array.ConvertAll(ReadAs<T?>(column), value => value ?? throw Missing(column)) : ReadAs<T>(column);

    /// <summary>Reads values that may be missing.</summary>
    public T?[] ReadOptional<T>(string column)
        where T : struct =>
        IsOptional(column) ? ReadAs<T?>(column) : Array.ConvertAll(ReadAs<T>(column), value => (T?)value);

    /// <summary>Reads strings or byte arrays that must be there.</summary>
    public T[] ReadReferences<T>(string column)
        where T : class =>
        Array.ConvertAll(ReadAs<T?>(column), value => value ?? throw Missing(column));

    private T[] ReadAs<T>(string column)
    {
        using ColumnReader source = rowGroup.Column(IndexOf(column));
        using LogicalColumnReader<T> reader = source.LogicalReader<T>();
        return reader.ReadAll(_rows);
    }

    private bool IsOptional(string column) => schema.Column(IndexOf(column)).MaxDefinitionLevel > 0;

    private int IndexOf(string column)
    {
        int index = schema.ColumnIndex(column);
        return index >= 0 ? index : throw new InvalidDataException($"{fileName}: column '{column}' is missing.");
    }

    private InvalidDataException Missing(string column) => new($"{fileName}: column '{column}' lacks a value.");
}
