using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Catalog;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>A result without polygons: one part without rows, which every reader and every later stage takes.</summary>
public sealed class EmptyResultTests : IAsyncLifetime, IDisposable
{
    private const int Side = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("empty-").FullName;
    private VectorResult _result = null!;

    private FileObjectStore Store => new(_folder);

    private VectorPart Part => _result.Parts.ShouldHaveSingleItem();

    public async Task InitializeAsync() => _result = await RunAsync(float.NaN, 0.5);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(float.NaN, 0.5)]
    [InlineData(0.75f, 0.8)]
    public async Task Result_OfNoPolygon_HasOnePartWithoutRows(float score, double threshold)
    {
        VectorResult result = await RunAsync(score, threshold);

        VectorPart part = result.Parts.ShouldHaveSingleItem();
        (part.Key, part.Rows, part.Bounds.Count, result.Count).ShouldBe(("vectors/part-00000.parquet", 0, 0, 0));
        (await Store.ListAsync("vectors/").ToListAsync()).ShouldHaveSingleItem().LengthBytes.ShouldBe(part.Bytes);
        await result.WriteAsync(Store, "vectors");
        (await VectorResult.ReadAsync(Store, "vectors"))!.Parts.ShouldHaveSingleItem().Rows.ShouldBe(0);
    }

    [Fact]
    public async Task Result_AfterOneWithParts_LeavesNoneOfThem()
    {
        (await RunAsync(0.75f, 0.5, rowsPerPart: 1, everyOther: true)).Parts.Count.ShouldBeGreaterThan(5);

        (await RunAsync(float.NaN, 0.5)).Parts.ShouldHaveSingleItem();

        (await Store.ListAsync("vectors/").ToListAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Part_ReadByHyparquet_HasItsColumnsAndNoBbox()
    {
        JsonElement answer = await Node.RunAsync("hyparquet.mjs", Path.Combine(_folder, Part.Key));

        answer.GetProperty("rows").GetArrayLength().ShouldBe(0);
        answer.GetProperty("schema").EnumerateArray().Select(element => element.GetProperty("name").GetString()).ShouldContain("score_mean");
        JsonElement geometry = answer.GetProperty("geo").GetProperty("columns").GetProperty("geometry");
        geometry.GetProperty("geometry_types").GetArrayLength().ShouldBe(0);
        geometry.TryGetProperty("bbox", out _).ShouldBeFalse();
        await GeoParquetSchema.ShouldPassAsync(answer.GetProperty("geo"));
    }

    [Fact]
    public async Task Part_ReadByDuckDb_HasItsColumnsAndNoRows()
    {
        JsonElement table = await Node.RunAsync("duckdb.mjs", Path.Combine(_folder, "vectors", "*.parquet"));

        table.GetProperty("labels").GetArrayLength().ShouldBe(0);
        table.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("column_name").GetString()).ShouldContain("geometry");
        table.GetProperty("geo").GetProperty("version").GetString().ShouldBe("1.1.0");
    }

    [Fact]
    public async Task Tiles_OfNoPolygon_AreAnEmptyArchive()
    {
        using MemoryStream archive = new();

        TilesResult tiles = await TileBuilder.BuildAsync(VectorParts.ReadAsync(Store, [Part.Key]), new TileOptions(), archive);

        tiles.TileCount.ShouldBe(0);
    }

    /// <summary>The file without rows is no use to a table; rows that it had before go.</summary>
    [Fact]
    public async Task Table_ReplacedByNoPolygon_HasNoRows()
    {
        TableCatalog catalog = new(Store);
        TableDefinition definition = VectorTable.For("EPSG:4326");
        await catalog.AppendAsync("fields", definition, new TableCommit("a", VectorTable.FilesOf(await RunAsync(0.75f, 0.5))));

        CatalogTable appended = await catalog.AppendAsync("fields", definition, new TableCommit("b", VectorTable.FilesOf(_result)));
        CatalogTable replaced = await catalog.CreateOrReplaceAsync("fields", definition, new TableCommit("c", VectorTable.FilesOf(_result)));

        (appended.Rows, appended.DataFiles).ShouldBe((1, 1));
        (replaced.Rows, replaced.DataFiles).ShouldBe((0, 0));
    }

    /// <summary>The stage over one score everywhere, or on the black squares of a checkerboard.</summary>
    private async Task<VectorResult> RunAsync(float score, double threshold, int rowsPerPart = 1000, bool everyOther = false)
    {
        RasterGrid grid = new(Crs.FromEpsg(32633), 500_000, 5_300_000, 10, Side, Side);
        float[] scores = [.. Enumerable.Range(0, Side * Side).Select(i => everyOther && ((i % Side) + (i / Side)) % 2 == 1 ? float.NaN : score)];
        ArrayScores reader = new(grid, ("field", scores));
        VectorizeJob job = new() { PredictionRoot = "prediction.zarr", Features = ["field"], Threshold = threshold, WorkRoot = $"work/{Guid.NewGuid():N}", OutputRoot = "vectors", RowsPerPart = rowsPerPart };
        BlockVectorizer vectorizer = new(reader, Store, job);
        for (int block = 0; block < vectorizer.Blocks.BlockCount; block++)
        {
            await vectorizer.VectorizeBlockAsync(block);
        }

        return await new VectorStitcher(reader.Layout, Store, job).StitchAsync();
    }
}
