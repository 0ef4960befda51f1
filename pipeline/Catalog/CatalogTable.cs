namespace RasterFlow.Catalog;

/// <summary>A table as of one version of its metadata.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Key">Key of its folder in the object store.</param>
/// <param name="Location">Its address, as other engines open it.</param>
/// <param name="Version">Version of the metadata: 1 for the first commit, one more with each.</param>
/// <param name="SnapshotId">The current snapshot.</param>
/// <param name="Rows">Rows of the current snapshot.</param>
/// <param name="DataFiles">Data files of the current snapshot.</param>
public sealed record CatalogTable(string Name, string Key, string Location, int Version, long SnapshotId, long Rows, int DataFiles);
