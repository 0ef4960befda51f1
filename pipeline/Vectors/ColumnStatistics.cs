namespace RasterFlow.Vectors;

/// <summary>What is known of a column's values in one file, so that a reader can skip the file.</summary>
/// <param name="FieldId">The column.</param>
/// <param name="Values">Rows, those without a value included.</param>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Lower">The least value in Iceberg's single-value serialization (specification, appendix D); null when unknown.</param>
/// <param name="Upper">The greatest value likewise.</param>
public sealed record ColumnStatistics(int FieldId, long Values, long Nulls, byte[]? Lower, byte[]? Upper);
