namespace RasterFlow.Catalog;

/// <summary>A file with rows of a table.</summary>
/// <param name="Key">Its key in the object store that holds the catalog.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="LengthBytes">Its size.</param>
/// <param name="Box">The box around its geometries; null when it has none.</param>
public sealed record CatalogDataFile(string Key, long Rows, long LengthBytes, CatalogBox? Box);
