namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>Quoting for DuckDB's SQL.</summary>
internal static class Sql
{
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
