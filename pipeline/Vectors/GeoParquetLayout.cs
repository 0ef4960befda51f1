using NetTopologySuite.Geometries;
using ParquetSharp;
using RasterFlow.Areas;
using Column = RasterFlow.Vectors.GeoParquetColumn<RasterFlow.Vectors.VectorFeature>;

namespace RasterFlow.Vectors;

/// <summary>The columns of a vectors part file. A column's id never changes its meaning, and a new column takes a new one: tables bind by it.</summary>
internal static class GeoParquetLayout
{
    public const string Id = "id";
    public const string Geometry = "geometry";
    public const string Label = "label";
    public const string Time = "time";
    public const string Pixels = "pixels";
    public const string PartOf = "part_of";
    public const string Area = "area_m2";
    public const string Perimeter = "perimeter_m";
    public const string Length = "length_m";
    public const string ScoreMean = "score_mean";
    public const string ScoreMin = "score_min";
    public const string ScoreMax = "score_max";
    public const string ScoreStd = "score_std";

    /// <summary>
    /// Rows of a full row group: about the 50,000 that let a reader skip by bounding box without many small reads,
    /// and a multiple of the 2,048 rows of a DuckDB vector, so that any Parquet writer can cut there.
    /// </summary>
    public const int RowGroupRows = 24 * 2048;

    /// <summary>A row group ends early at this many vertices, 4 MB of geometry: memory holds one, and a reader that skips by bounding box skips bytes, not rows.</summary>
    public const int RowGroupVertices = 250_000;

    /// <summary>The columns in order, for one file.</summary>
    public static Column[] CreateColumns()
    {
        return
        [
            Column.Of(1, Id, ColumnTypes.Long, feature => feature.Id),
            Column.OptionalOf(18, PartOf, ColumnTypes.Long, feature => feature.PartOf),
            Column.ObjectOf(2, Geometry, ColumnTypes.Binary, feature => WkbEncoder.Encode(feature.Geometry)),
            Column.ObjectOf(3, Label, ColumnTypes.Text, feature => feature.Label),
            Column.Of(4, Time, ColumnTypes.Day, feature => new Date(feature.Time.ToDateTime(TimeOnly.MinValue))),
            Column.Of(5, Pixels, ColumnTypes.Long, feature => feature.Pixels),
            Column.Of(12, Area, ColumnTypes.Double, feature => feature.AreaM2),
            Column.Of(13, Perimeter, ColumnTypes.Double, feature => feature.PerimeterM),
            Column.OptionalOf(14, Length, ColumnTypes.Double, feature => feature.LengthM),
            Column.OptionalOf(6, ScoreMean, ColumnTypes.Double, feature => feature.ScoreMean),
            Column.OptionalOf(15, ScoreMin, ColumnTypes.Double, feature => feature.ScoreMin),
            Column.OptionalOf(16, ScoreMax, ColumnTypes.Double, feature => feature.ScoreMax),
            Column.OptionalOf(17, ScoreStd, ColumnTypes.Double, feature => feature.ScoreStd),

            // 7 to 11.
            Column.Covering(7, feature => feature.Geometry.EnvelopeInternal),
        ];
    }

    /// <summary>The columns as a table's schema has them.</summary>
    public static IReadOnlyList<TableField> Fields { get; } = [.. CreateColumns().Select(column => column.Field)];
}
