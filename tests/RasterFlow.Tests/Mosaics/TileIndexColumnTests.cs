using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.Areas;
using RasterFlow.Mosaics.TileIndexes;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Values of a tile index's columns that no image can have.</summary>
public sealed class TileIndexColumnTests
{
    private const long YearOfMicros = 31_556_952_000_000;

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(9_000 * YearOfMicros)]
    [InlineData(-2_000 * YearOfMicros)]
    public void Read_TimestampBeyondTheCalendar_NamesFileColumnAndRow(long micros)
    {
        byte[] file = Write(LogicalType.Timestamp(true, TimeUnit.Micros), PhysicalType.Int64, 1_682_935_200_000_000, micros);

        string message = Should.Throw<InvalidDataException>(() => GeoParquetTileIndex.Read(file, "index.parquet", ["taken"])).Message;

        message.ShouldContain("index.parquet: the column 'taken' has in row 1 a time that no calendar has");
        message.ShouldContain($"{micros}");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-800_000)]
    public void Read_DateBeyondTheCalendar_NamesFileColumnAndRow(int days)
    {
        byte[] file = Write(LogicalType.Date(), PhysicalType.Int32, 19_478, days);

        Should.Throw<InvalidDataException>(() => GeoParquetTileIndex.Read(file, "index.parquet", ["taken"])).Message
            .ShouldContain($"index.parquet: the column 'taken' has in row 1 a time that no calendar has ({days} days since 1970)");
    }

    [Fact]
    public void Read_DatesAndTimes_AreThoseOfTheCalendar()
    {
        byte[] times = Write(LogicalType.Timestamp(true, TimeUnit.Micros), PhysicalType.Int64, 1_682_935_200_123_456, -1);
        byte[] dates = Write(LogicalType.Date(), PhysicalType.Int32, 19_478, -1);

        Values(times).ShouldBe([new DateTimeOffset(2023, 5, 1, 10, 0, 0, 123, 456, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddTicks(-10)]);
        Values(dates).ShouldBe([new DateTimeOffset(2023, 5, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero)]);

        static object?[] Values(byte[] file) => [.. GeoParquetTileIndex.Read(file, "index.parquet", ["taken"]).Select(static row => row.Attributes["taken"])];
    }

    private static byte[] Write<T>(LogicalType type, PhysicalType physical, params T[] values)
    {
        using MemoryStream stream = new();
        Dictionary<string, string> metadata = new() { [GeoParquetMetadata.Key] = GeoParquetMetadata.Write("geometry", ["Polygon"], new Envelope(), covered: false, Crs.Wgs84) };
        using PrimitiveNode geometry = new("geometry", Repetition.Required, LogicalType.None(), PhysicalType.ByteArray);
        using PrimitiveNode taken = new("taken", Repetition.Required, type, physical);
        using GroupNode schema = new("schema", Repetition.Required, [geometry, taken]);
        using ParquetFileWriter file = new(stream, schema, WriterProperties.GetDefaultWriterProperties(), metadata, leaveOpen: true);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            using LogicalColumnWriter<byte[]> outlines = group.NextColumn().LogicalWriter<byte[]>();
            outlines.WriteBatch([.. values.Select(static _ => new WKBWriter().Write(TestScenes.Tile))]);
            using LogicalColumnWriter<T> moments = group.NextColumn().LogicalWriterOverride<T>();
            moments.WriteBatch(values);
        }

        file.Close();
        return stream.ToArray();
    }
}
