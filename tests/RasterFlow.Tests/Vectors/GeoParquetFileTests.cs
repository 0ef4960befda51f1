using NetTopologySuite.Geometries;
using ParquetSharp;
using RasterFlow.Areas;
using RasterFlow.Storage;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public sealed class GeoParquetFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("geoparquet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_OfWritten_ReturnsTheSameFeatures()
    {
        string path = await WriteAsync(GeoParquetSamples.Few);

        List<VectorFeature> read = [.. GeoParquetReader.Read(path)];

        read.Select(Comparable).ShouldBe(GeoParquetSamples.Few.Select(Comparable));
    }

    [Fact]
    public async Task ReadAsync_FromStore_ReturnsTheSameFeaturesAndLeavesNoCopy()
    {
        await WriteAsync(GeoParquetSamples.Few);
        FileObjectStore store = new(_folder);
        string[] before = TemporaryCopies();

        List<VectorFeature> read = await GeoParquetReader.ReadAsync(store, "part.parquet").ToListAsync();

        read.Select(Comparable).ShouldBe(GeoParquetSamples.Few.Select(Comparable));
        await VanishAsync(TemporaryCopies().Except(before));
    }

    [Fact]
    public async Task ReadAsync_MissingObject_SaysWhichOne()
    {
        FileNotFoundException e = await Should.ThrowAsync<FileNotFoundException>(
            async () => await GeoParquetReader.ReadAsync(new FileObjectStore(_folder), "vectors/none.parquet").ToListAsync());

        e.Message.ShouldContain("vectors/none.parquet");
    }

    [Fact]
    public async Task Write_ManyRows_MakesRowGroupsAndKeepsOrder()
    {
        IReadOnlyList<VectorFeature> features = GeoParquetSamples.Many(100_000);

        string path = await WriteAsync(features);

        using ParquetFileReader file = new(path);
        Enumerable.Range(0, file.FileMetaData.NumRowGroups).Select(i => file.RowGroup(i).MetaData.NumRows).ShouldBe([49_152L, 49_152L, 1_696L]);
        GeoParquetReader.Read(path).Select(feature => feature.Id).ShouldBe(features.Select(feature => feature.Id));
    }

    [Fact]
    public async Task Write_SameFeatures_GivesSameBytes()
    {
        IReadOnlyList<VectorFeature> features = GeoParquetSamples.Many(60_000);
        using MemoryStream first = new();
        using MemoryStream second = new();

        await GeoParquetWriter.WriteAsync(first, features);
        await GeoParquetWriter.WriteAsync(second, features.ToAsyncEnumerable());

        second.ToArray().AsSpan().SequenceEqual(first.ToArray()).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_NoFeatures_MakesAReadableFile()
    {
        string path = await WriteAsync([]);

        GeoParquetReader.Read(path).ShouldBeEmpty();
        using ParquetFileReader file = new(path);
        file.FileMetaData.Schema.NumColumns.ShouldBe(17);
    }

    [Fact]
    public async Task Write_EmptyGeometry_Throws() =>
        (await Should.ThrowAsync<ArgumentException>(() => WriteAsync([GeoParquetSamples.Feature(11, "field", Polygon.Empty, null)]))).Message.ShouldContain("11");

    [Fact]
    public async Task Write_Cancelled_Throws()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => GeoParquetWriter.WriteAsync(Stream.Null, GeoParquetSamples.Many(10), ct: cancelled.Token));
    }

    [Theory]
    [InlineData(32614)]
    [InlineData(3857)]
    [InlineData(5070)]
    public async Task Read_OtherReferenceSystem_ComesBackInDegrees(int epsg)
    {
        Crs crs = Crs.FromEpsg(epsg);
        VectorFeature there = new VectorPlacement(crs.ToString()).Place(GeoParquetSamples.Few[0]);
        string path = Path.Combine(_folder, "projected.parquet");
        await using (FileStream stream = File.Create(path))
        {
            await GeoParquetWriter.WriteAsync(stream, [there], crs);
        }

        VectorFeature back = GeoParquetReader.Read(path).Single();

        there.Geometry.Coordinates.ShouldAllBe(c => Math.Abs(c.X) > 1000);
        back.Geometry.EqualsExact(GeoParquetSamples.Few[0].Geometry, 1e-10).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_EveryColumn_HasItsFieldId()
    {
        string path = await WriteAsync(GeoParquetSamples.Few);

        using ParquetFileReader file = new(path);
        ParquetSharp.Schema.Node[] fields = file.FileMetaData.Schema.GroupNode.Fields;
        fields.Select(field => (field.Name, field.FieldId)).ShouldBe(GeoParquetLayout.Fields.Select(field => (field.Name, field.Id)));
        ((ParquetSharp.Schema.GroupNode)fields[^1]).Fields.Select(field => field.FieldId).ShouldBe([8, 9, 10, 11]);
        GeoParquetLayout.Fields.Select(field => field.Id).Distinct().Count().ShouldBe(fields.Length);
    }

    [Fact]
    public async Task Write_Statistics_AreThoseOfTheRows()
    {
        using MemoryStream stream = new();

        GeoParquetSummary summary = await GeoParquetWriter.WriteAsync(stream, GeoParquetSamples.Few);

        summary.Rows.ShouldBe(3);
        ColumnStatistics id = summary.Columns.Single(column => column.FieldId == 1);
        (id.Values, id.Nulls, BitConverter.ToInt64(id.Lower), BitConverter.ToInt64(id.Upper)).ShouldBe((3L, 0L, -3L, long.MaxValue));
        ColumnStatistics score = summary.Columns.Single(column => column.FieldId == 6);
        (score.Values, score.Nulls, BitConverter.ToDouble(score.Lower), BitConverter.ToDouble(score.Upper)).ShouldBe((3L, 1L, 0.875, 1.0));
        ColumnStatistics geometry = summary.Columns.Single(column => column.FieldId == 2);
        (geometry.Lower, geometry.Upper).ShouldBe((null, null));
        summary.Columns.Single(column => column.FieldId == 14).Lower.ShouldBeNull("there is no line");
    }

    [Fact]
    public void Read_NoGeoMetadata_SaysSo()
    {
        string path = Path.Combine(_folder, "plain.parquet");
        using (ParquetFileWriter writer = new(path, [new Column<long>("id")]))
        {
            writer.AppendRowGroup().NextColumn().LogicalWriter<long>().WriteBatch([1]);
            writer.Close();
        }

        Should.Throw<InvalidDataException>(() => GeoParquetReader.Read(path).ToList()).Message.ShouldContain("'geo'");
    }

    [Fact]
    public void Read_NotParquet_SaysWhichFile()
    {
        string path = Path.Combine(_folder, "bad.parquet");
        File.WriteAllText(path, "PAR1 but nothing else");

        Should.Throw<InvalidDataException>(() => GeoParquetReader.Read(path).ToList()).Message.ShouldContain("bad.parquet");
    }

    [Fact]
    public void Read_ColumnMissing_SaysWhichOne()
    {
        string path = Path.Combine(_folder, "other.parquet");
        Dictionary<string, string> metadata = new() { ["geo"] = """{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}""" };
        using (ParquetFileWriter writer = new(path, [new Column<long>("id")], keyValueMetadata: metadata))
        {
            writer.AppendRowGroup().NextColumn().LogicalWriter<long>().WriteBatch([1]);
            writer.Close();
        }

        Should.Throw<InvalidDataException>(() => GeoParquetReader.Read(path).ToList()).Message.ShouldContain("'part_of'");
    }

    /// <summary>Geometries compare by topology; every other member as it is.</summary>
    private static (VectorFeature, string) Comparable(VectorFeature feature) => (feature with { Geometry = Polygon.Empty }, feature.Geometry.AsText());

    /// <summary>Copies of tests that run beside this one come and go: they are waited for.</summary>
    private static async Task VanishAsync(IEnumerable<string> copies)
    {
        string[] left = [.. copies];
        for (int i = 0; i < 300 && left.Length > 0; i++)
        {
            await Task.Delay(100);
            left = [.. left.Where(File.Exists)];
        }

        left.ShouldBeEmpty();
    }

    private static string[] TemporaryCopies() => Directory.GetFiles(Path.GetTempPath(), "rasterflow-*.parquet");

    private async Task<string> WriteAsync(IReadOnlyList<VectorFeature> features)
    {
        string path = Path.Combine(_folder, "part.parquet");
        await using FileStream stream = File.Create(path);
        await GeoParquetWriter.WriteAsync(stream, features);
        return path;
    }
}
