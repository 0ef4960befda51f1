using ParquetSharp;
using RasterFlow.Areas;
using Column = RasterFlow.Vectors.GeoParquetColumn<RasterFlow.Vectors.Changes.ChangeRow>;

namespace RasterFlow.Vectors.Changes;

/// <summary>The columns of a comparison's part files.</summary>
internal static class ChangeLayout
{
    private static readonly string[] Names = [.. Enum.GetNames<ChangeKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>What a kind is called in files.</summary>
    public static string NameOf(ChangeKind kind) => Names[(int)kind];

    /// <summary>The columns in order, for one file.</summary>
    public static Column[] CreateColumns()
    {
        return
        [
            Column.ObjectOf(1, "change", ColumnTypes.Text, row => NameOf(row.Kind)),
            Column.ObjectOf(2, GeoParquetLayout.Geometry, ColumnTypes.Binary, row => WkbEncoder.Encode(row.Geometry)),
            Column.ObjectOf(3, GeoParquetLayout.Label, ColumnTypes.Text, row => row.Label),
            Column.OptionalOf(4, "before_id", ColumnTypes.Long, row => row.Before?.Id),
            Column.OptionalOf(5, "after_id", ColumnTypes.Long, row => row.After?.Id),
            Column.OptionalOf(6, "before_time", ColumnTypes.Day, row => DayOf(row.Before)),
            Column.OptionalOf(7, "after_time", ColumnTypes.Day, row => DayOf(row.After)),
            Column.OptionalOf(8, "before_area_m2", ColumnTypes.Double, row => row.Before?.AreaM2),
            Column.OptionalOf(9, "after_area_m2", ColumnTypes.Double, row => row.After?.AreaM2),
            Column.Of(10, "overlap_m2", ColumnTypes.Double, row => row.OverlapM2),
            Column.OptionalOf(11, "iou", ColumnTypes.Double, row => row.Iou),
            Column.OptionalOf(12, "before_share", ColumnTypes.Double, row => row.BeforeShare),
            Column.OptionalOf(13, "after_share", ColumnTypes.Double, row => row.AfterShare),
            Column.OptionalOf(14, "before_links", ColumnTypes.Long, row => row.Before?.Links),
            Column.OptionalOf(15, "after_links", ColumnTypes.Long, row => row.After?.Links),

            // 16 to 20.
            Column.Covering(16, row => row.Geometry.EnvelopeInternal),
        ];
    }

    private static Date? DayOf(ChangeEnd? end) => end is null ? null : new Date(end.Time.ToDateTime(TimeOnly.MinValue));
}
