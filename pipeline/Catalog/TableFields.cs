using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>Columns of a table that takes rows of a later version: what is new is added, nothing is renamed (specification, "Schema Evolution").</summary>
internal static class TableFields
{
    /// <summary>The table's columns, and after them those that only the rows have.</summary>
    /// <exception cref="TableMismatchException">A column means something else here and there, or the rows lack one that must have a value.</exception>
    public static IReadOnlyList<TableField> Unite(string table, IReadOnlyList<TableField> has, IReadOnlyList<TableField> rows)
    {
        List<TableField> united = [.. has];
        foreach (TableField row in rows)
        {
            TableField? same = has.FirstOrDefault(field => field.Id == row.Id || field.Name == row.Name);
            if (same is null)
            {
                // The rows that are there have no value.
                united.Add(row with { IsRequired = false });
            }
            else if (!same.IsSameAs(row))
            {
                throw new TableMismatchException(
                    table, $"its column '{same.Name}' has id {same.Id} and type {same.Type}, that of the rows is '{row.Name}' with id {row.Id} and type {row.Type}. Replace the table.");
            }
        }

        return has.FirstOrDefault(field => field.IsRequired && !rows.Any(row => row.Id == field.Id)) is { } lacking
            ? throw new TableMismatchException(table, $"its column '{lacking.Name}' needs a value that the rows do not have. Replace the table.")
            : united;
    }
}
