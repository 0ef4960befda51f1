using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Catalog;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Tests.Vectors;
using static RasterFlow.Tests.Catalog.CatalogSamples;

namespace RasterFlow.Tests.Catalog;

/// <summary>A table as icebird, an implementation of its own in JavaScript, reads it.</summary>
public sealed class IcebergInteroperabilityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iceberg-").FullName;

    private FileObjectStore Store => new(_folder);

    private TableCatalog Catalog => new(Store);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rows_AreThoseOfTheParts_WithLabelCalledLayer()
    {
        await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a", await WritePartAsync(Store, "vectors/a/part-00000.parquet", GeoParquetSamples.Few)));
        await Catalog.AppendAsync("fields", Definition, Commit("b", await WritePartAsync(Store, "vectors/b/part-00000.parquet", [Field(99, 10, 50)])));

        JsonElement[] rows = await RowsAsync();

        rows.Select(row => row.GetProperty("id").GetString()).ShouldBe(["99", "7", "-3", $"{long.MaxValue}"], ignoreOrder: true);
        JsonElement seven = rows.Single(row => row.GetProperty("id").GetString() == "7");
        seven.GetProperty("layer").GetString().ShouldBe("field");
        seven.TryGetProperty("label", out _).ShouldBeFalse();
        seven.GetProperty("time").GetString().ShouldStartWith(GeoParquetSamples.Few[0].Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        seven.GetProperty("score_mean").GetDouble().ShouldBe(0.875);
        seven.GetProperty("bbox").GetProperty("xmin").GetDouble().ShouldBe(-100.75);
    }

    [Fact]
    public async Task Rows_AfterReplacement_AreTheNewOnesAlone()
    {
        await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a", await WritePartAsync(Store, "vectors/a.parquet", GeoParquetSamples.Few)));
        await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("b", await WritePartAsync(Store, "vectors/b.parquet", [Field(1, 0, 0), Field(2, 1, 1)])));

        (await RowsAsync()).Select(row => row.GetProperty("id").GetString()).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Rows_OfFiftyAppendsAtOnce_AreAllThere()
    {
        CatalogDataFile[] files = new CatalogDataFile[50];
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = await WritePartAsync(Store, $"vectors/{i}.parquet", [Field(2 * i, i, 0), Field((2 * i) + 1, i, 1)]);
        }

        await Task.WhenAll(files.Select((file, i) => Task.Run(() => new TableCatalog(Store).AppendAsync("fields", Definition, Commit($"{i}", file)))));

        (await RowsAsync()).Select(row => int.Parse(row.GetProperty("id").GetString()!, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Rows_OfMergedManifests_AreAllThere()
    {
        TableCatalog merging = new(Store) { MostManifests = 5 };
        for (int i = 0; i < 13; i++)
        {
            await merging.AppendAsync("fields", Definition, Commit($"{i}", await WritePartAsync(Store, $"vectors/{i}.parquet", [Field(i, i, 0)])));
        }

        JsonElement table = await ReadAsync();

        table.GetProperty("manifests").GetArrayLength().ShouldBeLessThan(6);
        table.GetProperty("rows").EnumerateArray().Select(row => int.Parse(row.GetProperty("id").GetString()!, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(0, 13));
    }

    [Fact]
    public async Task Table_WithoutRows_CanBeOpened()
    {
        await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a"));

        (await RowsAsync()).ShouldBeEmpty();
    }

    /// <summary>Specification, "Scan Planning": files are skipped by the bounds of their columns (appendix D, "Single-value serialization").</summary>
    [Fact]
    public async Task Bounds_OfADataFile_AreThoseOfItsRows()
    {
        await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a", await WritePartAsync(Store, "vectors/a.parquet", GeoParquetSamples.Few)));

        JsonElement table = await ReadAsync();
        JsonElement file = table.GetProperty("manifests")[0].GetProperty("entries")[0].GetProperty("data_file");

        int xmin = IdOf(table, "bbox", "xmin");
        int ymax = IdOf(table, "bbox", "ymax");
        Envelope extent = new();
        GeoParquetSamples.Few.ToList().ForEach(feature => extent.ExpandToInclude(feature.Geometry.EnvelopeInternal));
        Number(file, "lower_bounds", xmin).ShouldBe(extent.MinX);
        Number(file, "upper_bounds", ymax).ShouldBe(extent.MaxY);
        Encoding.UTF8.GetString(Value(file, "lower_bounds", IdOf(table, "layer"))).ShouldBe("feld äöü");
        Encoding.UTF8.GetString(Value(file, "upper_bounds", IdOf(table, "layer"))).ShouldBe("field_boundaries");
        BinaryPrimitives.ReadInt64LittleEndian(Value(file, "lower_bounds", IdOf(table, "id"))).ShouldBe(-3);
        Entry(file, "null_value_counts", IdOf(table, "score_mean")).GetProperty("value").GetString().ShouldBe("1");
        file.GetProperty("record_count").GetString().ShouldBe("3");
    }

    /// <summary>Specification, "Table Metadata Fields": what version 2 requires.</summary>
    [Fact]
    public async Task Metadata_HasWhatVersion2Requires()
    {
        CatalogTable table = await Catalog.CreateOrReplaceAsync("fields", Definition, Commit("a", await WriteBytesAsync(Store, 1)));
        await Catalog.AppendAsync("fields", Definition, Commit("b", await WriteBytesAsync(Store, 2)));

        JsonElement metadata = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "catalog/fields/metadata/v2.metadata.json"))).RootElement;

        metadata.GetProperty("format-version").GetInt32().ShouldBe(2);
        Guid.TryParse(metadata.GetProperty("table-uuid").GetString(), out _).ShouldBeTrue();
        metadata.GetProperty("location").GetString().ShouldBe(table.Location);
        metadata.GetProperty("last-sequence-number").GetInt64().ShouldBe(2);
        metadata.GetProperty("last-column-id").GetInt32().ShouldBe(Definition.Fields.Max(field => field.LastId));
        metadata.GetProperty("last-partition-id").GetInt32().ShouldBe(999);
        metadata.GetProperty("sort-orders")[0].GetProperty("order-id").GetInt32().ShouldBe(0);
        JsonElement[] snapshots = [.. metadata.GetProperty("snapshots").EnumerateArray()];
        snapshots.Select(snapshot => snapshot.GetProperty("sequence-number").GetInt64()).ShouldBe([1, 2]);
        snapshots[1].GetProperty("parent-snapshot-id").GetInt64().ShouldBe(snapshots[0].GetProperty("snapshot-id").GetInt64());
        metadata.GetProperty("current-snapshot-id").GetInt64().ShouldBe(snapshots[1].GetProperty("snapshot-id").GetInt64());
        metadata.GetProperty("refs").GetProperty("main").GetProperty("snapshot-id").GetInt64().ShouldBe(snapshots[1].GetProperty("snapshot-id").GetInt64());
        snapshots[1].GetProperty("summary").GetProperty("operation").GetString().ShouldBe("append");
        snapshots[1].GetProperty("summary").GetProperty("total-records").GetString().ShouldBe("3");
        metadata.GetProperty("metadata-log").GetArrayLength().ShouldBe(1);
    }

    private static byte[] Value(JsonElement file, string map, int id) => Convert.FromHexString(Entry(file, map, id).GetProperty("value").GetString()!);

    private static double Number(JsonElement file, string map, int id) => BinaryPrimitives.ReadDoubleLittleEndian(Value(file, map, id));

    private static JsonElement Entry(JsonElement file, string map, int id) =>
        file.GetProperty(map).EnumerateArray().Single(pair => pair.GetProperty("key").GetInt32() == id);

    private static int IdOf(JsonElement table, params string[] path)
    {
        JsonElement fields = table.GetProperty("metadata").GetProperty("schemas")[0].GetProperty("fields");
        int id = 0;
        foreach (string name in path)
        {
            JsonElement field = fields.EnumerateArray().Single(candidate => candidate.GetProperty("name").GetString() == name);
            id = field.GetProperty("id").GetInt32();
            fields = field.GetProperty("type").ValueKind == JsonValueKind.Object ? field.GetProperty("type").GetProperty("fields") : default;
        }

        return id;
    }

    private async Task<JsonElement[]> RowsAsync() => [.. (await ReadAsync()).GetProperty("rows").EnumerateArray()];

    private Task<JsonElement> ReadAsync() => Node.RunAsync("icebird.mjs", Store.GetUri("catalog/fields").AbsoluteUri);
}
