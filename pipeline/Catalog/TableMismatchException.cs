namespace RasterFlow.Catalog;

/// <summary>Rows cannot be added to a table as it is: trying again does not help.</summary>
public sealed class TableMismatchException(string table, string reason) : Exception($"Table '{table}' cannot take the rows: {reason}")
{
    /// <summary>The table.</summary>
    public string Table { get; } = table;
}
