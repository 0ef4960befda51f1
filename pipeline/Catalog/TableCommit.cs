namespace RasterFlow.Catalog;

/// <summary>Rows on their way into a table.</summary>
/// <param name="Id">Names the commit: a second one with the same id changes nothing. A job's id and run, for example.</param>
/// <param name="Files">The data files; none is right too.</param>
public sealed record TableCommit(string Id, IReadOnlyList<CatalogDataFile> Files);
