using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>What a written file holds.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Extent">The box around its geometries, in their reference system; a null envelope when there is none.</param>
/// <param name="Columns">Statistics of its columns.</param>
public sealed record GeoParquetSummary(int Rows, Envelope Extent, IReadOnlyList<ColumnStatistics> Columns);
