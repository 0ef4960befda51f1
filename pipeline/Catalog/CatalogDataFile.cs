using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>A Parquet file to add to a table.</summary>
/// <param name="Key">Its key in the object store that holds the catalog.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="LengthBytes">Its size.</param>
/// <param name="Columns">Statistics of its columns, by which readers skip it.</param>
public sealed record CatalogDataFile(string Key, long Rows, long LengthBytes, IReadOnlyList<ColumnStatistics> Columns);
