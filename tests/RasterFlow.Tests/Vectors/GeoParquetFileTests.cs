using NetTopologySuite.Geometries;
using ParquetSharp;
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
        TemporaryCopies().Except(before).ShouldBeEmpty();
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
        file.FileMetaData.Schema.NumColumns.ShouldBe(10);
    }

    [Fact]
    public async Task Write_EmptyGeometry_Throws() =>
        (await Should.ThrowAsync<ArgumentException>(() => WriteAsync([GeoParquetSamples.Feature(11, "field", Polygon.Empty, null)]))).Message.ShouldContain("11");

    [Fact]
    public async Task Write_Cancelled_Throws()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => GeoParquetWriter.WriteAsync(Stream.Null, GeoParquetSamples.Many(10), cancelled.Token));
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
        using (ParquetFileWriter writer = new(path, [new Column<long>("id")]))
        {
            writer.AppendRowGroup().NextColumn().LogicalWriter<long>().WriteBatch([1]);
            writer.Close();
        }

        Should.Throw<InvalidDataException>(() => GeoParquetReader.Read(path).ToList()).Message.ShouldContain("'geometry'");
    }

    private static (long, string, DateOnly, long, double?, string) Comparable(VectorFeature feature) =>
        (feature.Id, feature.Label, feature.Time, feature.Pixels, feature.ScoreMean, feature.Geometry.AsText());

    private static string[] TemporaryCopies() => Directory.GetFiles(Path.GetTempPath(), "rasterflow-*.parquet");

    private async Task<string> WriteAsync(IReadOnlyList<VectorFeature> features)
    {
        string path = Path.Combine(_folder, "part.parquet");
        await using FileStream stream = File.Create(path);
        await GeoParquetWriter.WriteAsync(stream, features);
        return path;
    }
}
