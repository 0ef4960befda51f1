namespace RasterFlow.Catalog;

/// <summary>Other commits to a table were faster, every time: nothing was committed, and a later try may succeed.</summary>
public sealed class CatalogConflictException(string table, int attempts)
    : Exception($"Table '{table}': {attempts} attempts to commit met commits of others. Nothing was changed; try again.")
{
    /// <summary>The table.</summary>
    public string Table { get; } = table;

    /// <summary>How often the commit was tried.</summary>
    public int Attempts { get; } = attempts;
}
