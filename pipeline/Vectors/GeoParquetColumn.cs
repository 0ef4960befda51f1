using NetTopologySuite.Geometries;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>One column of a file, written from rows; it keeps the file's statistics, so every file takes columns of its own.</summary>
internal abstract class GeoParquetColumn<TRow>
{
    /// <summary>The column in a table's schema.</summary>
    public abstract TableField Field { get; }

    /// <summary>The column in the file's schema.</summary>
    public abstract Node CreateNode();

    /// <summary>Writes the column's next leaves of a row group.</summary>
    public abstract void Write(RowGroupWriter rowGroup, IReadOnlyList<TRow> rows);

    /// <summary>The statistics of all rows written.</summary>
    public abstract IEnumerable<ColumnStatistics> Describe();

    /// <summary>A column of numbers or days.</summary>
    public static GeoParquetColumn<TRow> Of<T>(int id, string name, ColumnType<T> type, Func<TRow, T> value)
        where T : struct => new Leaf<T, T>(id, name, type, isRequired: true, value, (bounds, item) => bounds.Add(item));

    /// <summary>A column of numbers or days that may be missing.</summary>
    public static GeoParquetColumn<TRow> OptionalOf<T>(int id, string name, ColumnType<T> type, Func<TRow, T?> value)
        where T : struct => new Leaf<T, T?>(id, name, type, isRequired: false, value, static (bounds, item) =>
        {
            if (item is { } present)
            {
                bounds.Add(present);
            }
            else
            {
                bounds.AddNull();
            }
        });

    /// <summary>A column of texts or bytes.</summary>
    public static GeoParquetColumn<TRow> ObjectOf<T>(int id, string name, ColumnType<T> type, Func<TRow, T> value)
        where T : class => new Leaf<T, T>(id, name, type, isRequired: true, value, (bounds, item) => bounds.Add(item));

    /// <summary>The covering: a group of four bounds, with the ids that follow its own.</summary>
    public static GeoParquetColumn<TRow> Covering(int id, Func<TRow, Envelope> envelope) => new BoundsGroup(id, envelope);

    private sealed class Leaf<T, TStored>(
        int id, string name, ColumnType<T> type, bool isRequired, Func<TRow, TStored> value, Action<ColumnBounds<T>, TStored> observe)
        : GeoParquetColumn<TRow>
    {
        private readonly ColumnBounds<T> _bounds = new(type);

        public override TableField Field { get; } = new(id, name, type.IcebergName, isRequired);

        public override Node CreateNode() =>
            new PrimitiveNode(name, isRequired ? Repetition.Required : Repetition.Optional, type.Logical(), type.Physical, primitiveLength: -1, fieldId: id);

        public override void Write(RowGroupWriter rowGroup, IReadOnlyList<TRow> rows)
        {
            TStored[] values = new TStored[rows.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = value(rows[i]);
                observe(_bounds, values[i]);
            }

            using LogicalColumnWriter<TStored> column = rowGroup.NextColumn().LogicalWriter<TStored>();
            column.WriteBatch(values);
        }

        public override IEnumerable<ColumnStatistics> Describe() => [_bounds.Describe(id)];
    }

    /// <summary>The bounds are doubles, so that they equal the geometry's envelope; their repetition is the geometry's (GeoParquet 1.1, "covering").</summary>
    private sealed class BoundsGroup(int id, Func<TRow, Envelope> envelope) : GeoParquetColumn<TRow>
    {
        private static readonly Func<Envelope, double>[] Values = [box => box.MinX, box => box.MinY, box => box.MaxX, box => box.MaxY];

        private readonly ColumnBounds<double>[] _bounds = [.. Values.Select(_ => new ColumnBounds<double>(ColumnTypes.Double))];

        public override TableField Field { get; } = new(id, GeoParquetMetadata.BoundingBoxColumn, TableField.Struct, IsRequired: true)
        {
            Children = [.. GeoParquetMetadata.Bounds.Select((bound, i) => new TableField(id + 1 + i, bound, "double", IsRequired: true))],
        };

        public override Node CreateNode() => new GroupNode(
            GeoParquetMetadata.BoundingBoxColumn,
            Repetition.Required,
            [.. GeoParquetMetadata.Bounds.Select((bound, i) =>
                new PrimitiveNode(bound, Repetition.Required, LogicalType.None(), PhysicalType.Double, primitiveLength: -1, fieldId: id + 1 + i))],
            LogicalType.None(),
            fieldId: id);

        public override void Write(RowGroupWriter rowGroup, IReadOnlyList<TRow> rows)
        {
            for (int bound = 0; bound < Values.Length; bound++)
            {
                Nested<double>[] values = new Nested<double>[rows.Count];
                for (int i = 0; i < values.Length; i++)
                {
                    double value = Values[bound](envelope(rows[i]));
                    values[i] = new Nested<double>(value);
                    _bounds[bound].Add(value);
                }

                using LogicalColumnWriter<Nested<double>> column = rowGroup.NextColumn().LogicalWriter<Nested<double>>();
                column.WriteBatch(values);
            }
        }

        public override IEnumerable<ColumnStatistics> Describe() => _bounds.Select((bound, i) => bound.Describe(id + 1 + i));
    }
}
