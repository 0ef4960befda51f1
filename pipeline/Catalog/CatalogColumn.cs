namespace RasterFlow.Catalog;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the words of Apache Iceberg's schemas: <c>long</c>, <c>double</c>, <c>string</c>, <c>date</c>, <c>binary</c>...</param>
public sealed record CatalogColumn(string Name, string Type);
