using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>What a table is to look like.</summary>
/// <param name="Fields">The columns in order. Ids are those in the data files.</param>
/// <param name="FileNames">Names of columns in the data files, by id, where they differ from the table's.</param>
/// <param name="Crs">The reference system of the geometries, as EPSG:code, or WKT where it has none.</param>
public sealed record TableDefinition(IReadOnlyList<TableField> Fields, IReadOnlyDictionary<int, string> FileNames, string Crs);
