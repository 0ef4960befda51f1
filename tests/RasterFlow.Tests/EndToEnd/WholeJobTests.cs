using System.Net;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Catalog;
using RasterFlow.Client.Demo;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>The whole job on simulated scenes; other projects' readers open every output.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class WholeJobTests(ServiceFixture service)
{
    private static readonly string[] Bands = ["B02", "B03", "B04", "B08"];
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    [Fact]
    public async Task Result_OfAFinishedJob_NamesEveryOutputWithItsUrl()
    {
        FinishedJob job = await service.WholeJobAsync();

        job.Result.GetProperty("state").GetString().ShouldBe("SUCCEEDED");
        JsonElement[] outputs = [.. job.Result.GetProperty("outputs").EnumerateArray()];
        outputs.Select(static o => o.GetProperty("name").GetString()).ShouldBe(["mosaic.zarr", "prediction.zarr", "vectors", "table", "tiles.pmtiles", "aoi.parquet"]);
        outputs.ShouldAllBe(static o => o.GetProperty("url").GetString()!.StartsWith("http://127.0.0.1:", StringComparison.Ordinal));
        outputs.ShouldAllBe(static o => !o.GetProperty("url").GetString()!.Contains('?', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fields_AgainstTheSimulatedTruth_OverlapWell()
    {
        FinishedJob job = await service.WholeJobAsync();
        RasterGrid grid = (await RasterStoreReader.OpenAsync(new FileObjectStore(job.Folder), "mosaic.zarr")).Layout.Grid;

        double score = FieldScore.Of(grid, Fields(job), GeoParquetReader.Read(service.Samples.TruthParquetPath));

        score.ShouldBeGreaterThan(0.6);
    }

    [Fact]
    public async Task Mosaic_ReadByZarrita_HasBandsTimesAndPlausibleReflectance()
    {
        FinishedJob job = await service.WholeJobAsync();

        JsonElement store = await Node.RunAsync("zarrita.mjs", Path.Combine(job.Folder, "mosaic.zarr"));

        store.GetProperty("shape").Deserialize<int[]>().ShouldBe([2, 4, ServiceFixture.Side, ServiceFixture.Side]);
        store.GetProperty("band").Deserialize<string[]>().ShouldBe(Bands.Select(static b => $"s2med_windowed_pixel:{b}"));
        store.GetProperty("time").Deserialize<int[]>().ShouldBe([new DateOnly(2023, 1, 1).DayNumber - Epoch, new DateOnly(2024, 1, 1).DayNumber - Epoch]);
        int[] values = store.GetProperty("values").Deserialize<int[]>()!;
        values.Count(static v => v == 0).ShouldBeLessThan(values.Length / 100);
        values.Order().ElementAt(values.Length / 2).ShouldBeInRange(200, 4000);
    }

    [Fact]
    public async Task Mosaic_OverviewLevel_AveragesFourValidPixels()
    {
        FinishedJob job = await service.WholeJobAsync();
        FileObjectStore files = new(job.Folder);
        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(files, "mosaic.zarr");
        RasterStoreReader level = await RasterStoreReader.OpenAsync(files, "mosaic.zarr/2x");
        PixelWindow window = new(64, 96, 40, 30);
        ushort[] coarse = new ushort[window.Area];
        ushort[] fine = new ushort[window.Area * 4];
        await level.ReadAsync<ushort>(1, 3, window, coarse);
        await mosaic.ReadAsync<ushort>(1, 3, new PixelWindow(128, 192, 80, 60), fine);

        for (int i = 0; i < coarse.Length; i++)
        {
            int at = (i / 40 * 2 * 80) + (i % 40 * 2);
            ushort[] four = [.. new[] { fine[at], fine[at + 1], fine[at + 80], fine[at + 81] }.Where(static v => v > 0)];
            coarse[i].ShouldBe(four.Length == 0 ? (ushort)0 : (ushort)Math.Round(four.Average(static v => (double)v), MidpointRounding.ToEven));
        }
    }

    [Fact]
    public async Task Prediction_ReadByZarrita_IsAProbabilityPerLabel()
    {
        FinishedJob job = await service.WholeJobAsync();

        JsonElement store = await Node.RunAsync("zarrita.mjs", Path.Combine(job.Folder, "prediction.zarr"));

        store.GetProperty("shape").Deserialize<int[]>().ShouldBe([1, 3, ServiceFixture.Side, ServiceFixture.Side]);
        store.GetProperty("band").Deserialize<string[]>().ShouldBe(["non_field_background", "field", "field_boundaries"]);
        store.GetProperty("timeDelta").Deserialize<int[]>().ShouldBe([731]);
        double?[] values = store.GetProperty("values").Deserialize<double?[]>()!;
        int plane = ServiceFixture.Side * ServiceFixture.Side;
        for (int pixel = 0; pixel < plane; pixel += 97)
        {
            if (values[pixel] is { } background)
            {
                (background + values[plane + pixel]!.Value + values[(2 * plane) + pixel]!.Value).ShouldBe(1, 1e-5);
            }
        }
    }

    [Fact]
    public async Task Vectors_ReadByHyparquet_CarryGeoMetadataAndRows()
    {
        FinishedJob job = await service.WholeJobAsync();

        JsonElement table = await Node.RunAsync("hyparquet.mjs", Path.Combine(job.Folder, "vectors", "part-00000.parquet"));

        table.GetProperty("geo").GetProperty("version").GetString().ShouldBe("1.1.0");
        table.GetProperty("geo").GetProperty("primary_column").GetString().ShouldBe("geometry");
        table.GetProperty("geo").GetProperty("columns").GetProperty("geometry").GetProperty("encoding").GetString().ShouldBe("WKB");
        int rows = table.GetProperty("rows").GetArrayLength();
        rows.ShouldBe((int)(Count(job, "polygons:field") + Count(job, "polygons:field_boundaries")));
    }

    [Fact]
    public async Task Vectors_ReadByDuckDb_AgreeWithTheResultAndLieInTheArea()
    {
        FinishedJob job = await service.WholeJobAsync();

        JsonElement table = await Node.RunAsync("duckdb.mjs", Path.Combine(job.Folder, "vectors", "*.parquet"));

        JsonElement[] labels = [.. table.GetProperty("labels").EnumerateArray()];
        labels.Select(static l => l.GetProperty("label").GetString()).ShouldBe(["field", "field_boundaries"]);
        labels.Select(static l => l.GetProperty("rows").GetInt64()).ShouldBe([Count(job, "polygons:field"), Count(job, "polygons:field_boundaries")]);
        labels.ShouldAllBe(static l => l.GetProperty("least").GetDouble() > 0.5 && l.GetProperty("most").GetDouble() <= 1);
        AreaOfInterest area = AreaReader.FromBytes(await File.ReadAllBytesAsync(service.Samples.AoiPath), "aoi.geojson");
        table.GetProperty("bounds").GetProperty("west").GetDouble().ShouldBeGreaterThan(area.Geometry.EnvelopeInternal.MinX - 0.001);
        table.GetProperty("bounds").GetProperty("north").GetDouble().ShouldBeLessThan(area.Geometry.EnvelopeInternal.MaxY + 0.001);
        table.GetProperty("geo").GetProperty("columns").GetProperty("geometry").GetProperty("covering").GetProperty("bbox").GetProperty("xmin")[0].GetString().ShouldBe("bbox");
    }

    [Fact]
    public async Task Tiles_ReadByPmtilesAndVectorTile_HaveALayerALabel()
    {
        FinishedJob job = await service.WholeJobAsync();

        JsonElement archive = await Node.RunAsync("pmtiles.mjs", Path.Combine(job.Folder, "tiles.pmtiles"));

        string text = archive.GetRawText();
        text.ShouldContain("\"fields\"");
        text.ShouldContain("\"boundaries\"");
        text.ShouldContain("score_mean");
    }

    [Fact]
    public async Task Outputs_OverHttp_AnswerRangeRequestsAndNothingElse()
    {
        FinishedJob job = await service.WholeJobAsync();
        using HttpClient http = new() { BaseAddress = new Uri(service.Stack.Service, $"api/jobs/{job.Id}/outputs/") };
        using HttpRequestMessage range = new(HttpMethod.Get, "tiles.pmtiles");
        range.Headers.Range = new(0, 6);

        using HttpResponseMessage part = await http.SendAsync(range);
        using HttpResponseMessage whole = await http.GetAsync("mosaic.zarr/zarr.json");
        using HttpResponseMessage outside = await http.GetAsync("mosaic.zarr/%2e%2e/%2e%2e/secrets.json");

        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe("PMTiles");
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(await File.ReadAllBytesAsync(Path.Combine(job.Folder, "mosaic.zarr", "zarr.json")));
        outside.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task SameJobAgain_CacheOn_ReusesEveryOutput()
    {
        FinishedJob first = await service.WholeJobAsync();

        FinishedJob second = await service.RunJobAsync(service.CreateJob(), "again");

        second.Id.ShouldNotBe(first.Id);
        Urls(second).ShouldBe(Urls(first));
        double seconds = second.Result.GetProperty("stages").EnumerateArray().Where(static s => s.GetProperty("name").GetString() == "mosaic")
            .Sum(static s => (s.GetProperty("finished").GetDateTime() - s.GetProperty("started").GetDateTime()).TotalSeconds);
        seconds.ShouldBeLessThan(first.Result.GetProperty("stages").EnumerateArray().Where(static s => s.GetProperty("name").GetString() == "mosaic")
            .Sum(static s => (s.GetProperty("finished").GetDateTime() - s.GetProperty("started").GetDateTime()).TotalSeconds));

        static string[] Urls(FinishedJob job) => [.. job.Result.GetProperty("outputs").EnumerateArray().Where(static o => o.GetProperty("kind").GetString() != "area").Select(static o => o.GetProperty("url").GetString()!)];
    }

    [Fact]
    public async Task CatalogTable_OfTheJob_ListsItsParts()
    {
        FinishedJob job = await service.WholeJobAsync();

        CatalogTable table = (await new TableCatalog(service.Store).GetAsync("fields"))!;

        table.Rows.ShouldBe(Count(job, "polygons:field") + Count(job, "polygons:field_boundaries"));
    }

    [Fact]
    public async Task Diff_OfTheJobWithItself_FindsEveryFieldUnchanged()
    {
        FinishedJob job = await service.WholeJobAsync();
        string folder = Path.Combine(service.Folder, "diff");

        (int code, string output, string error) = await service.RunCommandAsync("diff", job.Id, job.Id, "--label", "field", "--out", folder, "--json");

        code.ShouldBe(0, error);
        JsonElement result = JsonDocument.Parse(output).RootElement.GetProperty("result");
        long fields = Count(job, "polygons:field");
        result.GetProperty("changes").EnumerateObject().Where(static kind => kind.Value.GetInt64() > 0).Select(static kind => (kind.Name, kind.Value.GetInt64())).ShouldBe([("unchanged", fields)]);
        Directory.GetFiles(folder).Length.ShouldBe(result.GetProperty("parts").GetArrayLength());
    }

    [Fact]
    public async Task Diff_OfAJobThatNobodyStarted_IsRefusedNamingBoth()
    {
        (int code, _, string error) = await service.RunCommandAsync("diff", "nobody", "no-one");

        code.ShouldBe(2);
        error.ShouldContain("before: There is no job 'nobody'");
        error.ShouldContain("after: There is no job 'no-one'");
    }

    private static List<VectorFeature> Fields(FinishedJob job) =>
        [.. Directory.EnumerateFiles(Path.Combine(job.Folder, "vectors")).Order(StringComparer.Ordinal).SelectMany(GeoParquetReader.Read).Where(static f => f.Label == DemoJob.FieldLabel)];

    private static long Count(FinishedJob job, string fact) => job.Result.GetProperty("outputs").EnumerateArray()
        .Single(static o => o.GetProperty("kind").GetString() == "vectors").GetProperty("facts").GetProperty(fact).GetInt64();
}
