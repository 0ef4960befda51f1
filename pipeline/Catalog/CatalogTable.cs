namespace RasterFlow.Catalog;

/// <summary>One snapshot of a table.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Snapshot">1 for the first commit, one more with each that changed something.</param>
/// <param name="Columns">The columns in order.</param>
/// <param name="Files">The data files, ordered by key, so that the order of concurrent commits leaves no trace.</param>
public sealed record CatalogTable(string Name, long Snapshot, IReadOnlyList<CatalogColumn> Columns, IReadOnlyList<CatalogDataFile> Files);
