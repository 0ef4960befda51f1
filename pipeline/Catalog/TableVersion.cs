namespace RasterFlow.Catalog;

/// <summary>A version of a table's metadata.</summary>
internal sealed record TableVersion(int Version, TableMetadata Metadata);
