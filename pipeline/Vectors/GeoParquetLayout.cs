using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>The columns of a vectors part file.</summary>
internal static class GeoParquetLayout
{
    public const string Id = "id";
    public const string Geometry = "geometry";
    public const string Label = "label";
    public const string Time = "time";
    public const string Pixels = "pixels";
    public const string ScoreMean = "score_mean";

    /// <summary>
    /// Rows of a full row group: about the 50,000 that let a reader skip by bounding box without many small reads,
    /// and a multiple of the 2,048 rows of a DuckDB vector, so that any Parquet writer can cut there.
    /// </summary>
    public const int RowGroupRows = 24 * 2048;

    /// <summary>The schema. The bounds are doubles, so that they equal the geometry's envelope; their repetition is the geometry's (GeoParquet 1.1, "covering").</summary>
    public static GroupNode CreateSchema() => new("schema", Repetition.Required,
    [
        new PrimitiveNode(Id, Repetition.Required, LogicalType.Int(64, isSigned: true), PhysicalType.Int64),
        new PrimitiveNode(Geometry, Repetition.Required, LogicalType.None(), PhysicalType.ByteArray),
        new PrimitiveNode(Label, Repetition.Required, LogicalType.String(), PhysicalType.ByteArray),
        new PrimitiveNode(Time, Repetition.Required, LogicalType.Date(), PhysicalType.Int32),
        new PrimitiveNode(Pixels, Repetition.Required, LogicalType.Int(64, isSigned: true), PhysicalType.Int64),
        new PrimitiveNode(ScoreMean, Repetition.Optional, LogicalType.None(), PhysicalType.Double),
        new GroupNode(GeoParquetMetadata.BoundingBoxColumn, Repetition.Required,
            [.. GeoParquetMetadata.Bounds.Select(bound => new PrimitiveNode(bound, Repetition.Required, LogicalType.None(), PhysicalType.Double))]),
    ]);
}
