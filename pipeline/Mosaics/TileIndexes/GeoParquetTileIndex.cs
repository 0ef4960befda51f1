using NetTopologySuite.Geometries;
using ParquetSharp;
using RasterFlow.Areas;
using RasterFlow.Scenes;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>Reads the rows of a tile index that is a GeoParquet file; of its columns those that are asked for.</summary>
internal static class GeoParquetTileIndex
{
    /// <summary>Reads the rows.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="attributes">Columns to read; those that the file lacks stay out of the rows.</param>
    /// <exception cref="InvalidDataException">It is not valid, some rows have no geometry, or a time lies beyond the calendar.</exception>
    public static IEnumerable<TileIndexRow> Read(byte[] content, string name, IEnumerable<string> attributes)
    {
        IReadOnlyList<Geometry> outlines = GeoParquetAreaReader.Read(content, name);
        Dictionary<string, object?>[] rows = [.. outlines.Select(_ => new Dictionary<string, object?>(StringComparer.Ordinal))];
        try
        {
            using MemoryStream stream = new(content, writable: false);
            using ParquetFileReader file = new(stream, leaveOpen: true);
            if (file.FileMetaData.NumRows != outlines.Count)
            {
                throw new InvalidDataException($"{name}: {file.FileMetaData.NumRows - outlines.Count} of {file.FileMetaData.NumRows} rows have no geometry.");
            }

            foreach (string attribute in attributes)
            {
                int column = file.FileMetaData.Schema.ColumnIndex(attribute);
                if (column >= 0)
                {
                    ReadColumn(file, column, attribute, rows, name);
                }
            }
        }
        catch (ParquetException e)
        {
            throw new InvalidDataException($"{name} is not a readable Parquet file: {e.Message}", e);
        }

        return outlines.Zip(rows, (outline, row) => new TileIndexRow(outline, row));
    }

    private static void ReadColumn(ParquetFileReader file, int column, string attribute, Dictionary<string, object?>[] rows, string name)
    {
        if (file.FileMetaData.Schema.Column(column).MaxRepetitionLevel > 0)
        {
            throw new InvalidDataException($"{name}: the column '{attribute}' holds lists. Use one value a row: text, a number, a boolean, a date or a time.");
        }

        int row = 0;
        DateTimeOffset MomentOf(Int128 ticks, string stored) => ParquetEntries.MomentOf(ticks)
            ?? throw new InvalidDataException($"{name}: the column '{attribute}' has in row {row} a time that no calendar has ({stored} since 1970). Correct it, or leave the row out.");
        void Take(int repetition, int definition, object? value) => rows[row++][attribute] = value;
        for (int group = 0; group < file.FileMetaData.NumRowGroups; group++)
        {
            using RowGroupReader reader = file.RowGroup(group);
            using ColumnReader values = reader.Column(column);
            ColumnDescriptor type = file.FileMetaData.Schema.Column(column);
            switch (values)
            {
                case ColumnReader<bool> booleans:
                    ParquetEntries.Read(booleans, static value => value, Take);
                    break;
                case ColumnReader<int> integers:
                    ParquetEntries.Read(integers, value => type.LogicalType is DateLogicalType ? MomentOf((Int128)value * TimeSpan.TicksPerDay, $"{value} days") : (double)value, Take);
                    break;
                case ColumnReader<long> longs:
                    ParquetEntries.Read(longs, value => type.LogicalType is TimestampLogicalType stamp ? MomentOf(ParquetEntries.TicksOf(value, stamp.TimeUnit), $"{value} {stamp.TimeUnit}") : (double)value, Take);
                    break;
                case ColumnReader<float> floats:
                    ParquetEntries.Read(floats, static value => (double)value, Take);
                    break;
                case ColumnReader<double> doubles:
                    ParquetEntries.Read(doubles, static value => value, Take);
                    break;
                case ColumnReader<ByteArray> texts:
                    ParquetEntries.Read(texts, ParquetEntries.Text, Take);
                    break;
                default:
                    throw new InvalidDataException($"{name}: the column '{attribute}' is of a type that is not read ({type.PhysicalType}). Use text, numbers, booleans, dates or times.");
            }
        }
    }
}
