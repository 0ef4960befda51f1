using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Client.Demo;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>The whole job on a grid whose reference system no code names: an equal-area map around the simulated county, given as WKT.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class WktTargetTests(ServiceFixture service)
{
    private const string CountyLaea =
        """PROJCS["County LAEA",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],"""
        + """PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["latitude_of_center",37.5],PARAMETER["longitude_of_center",-100.8],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]""";

    private static readonly SemaphoreSlim Once = new(1);
    private static FinishedJob? _job;

    [Fact]
    public async Task Stores_OfTheJob_AreInTheSystemOfTheWkt()
    {
        FinishedJob job = await JobAsync();
        FileObjectStore files = new(job.Folder);

        RasterGrid mosaic = (await RasterStoreReader.OpenAsync(files, "mosaic.zarr")).Layout.Grid;
        RasterGrid prediction = (await RasterStoreReader.OpenAsync(files, "prediction.zarr")).Layout.Grid;

        mosaic.Crs.ShouldBe(Crs.Parse(CountyLaea));
        mosaic.PixelSize.ShouldBe(10);
        (mosaic.OriginX % 10, mosaic.OriginY % 10).ShouldBe((0, 0));
        prediction.ShouldBe(mosaic);
        JsonElement attributes = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(job.Folder, "mosaic.zarr", "zarr.json"))).RootElement.GetProperty("attributes");
        attributes.GetProperty("proj:projjson").GetProperty("conversion").GetProperty("method").GetProperty("name").GetString().ShouldBe("Lambert Azimuthal Equal Area");
    }

    /// <summary>The truth is laid out in UTM: pixels warped to a wrong place, or polygons brought back from one, would miss it.</summary>
    [Fact]
    public async Task Fields_OfTheJob_LieWhereTheTruthHasThem()
    {
        FinishedJob job = await JobAsync();
        RasterGrid grid = (await RasterStoreReader.OpenAsync(new FileObjectStore((await service.WholeJobAsync()).Folder), "mosaic.zarr")).Layout.Grid;

        List<VectorFeature> fields = [.. Parts(job).SelectMany(GeoParquetReader.Read).Where(static feature => feature.Label == DemoJob.FieldLabel)];

        grid.Crs.ShouldBe(Crs.FromEpsg(32614));
        FieldScore.Of(grid, fields, GeoParquetReader.Read(service.Samples.TruthParquetPath)).ShouldBeGreaterThan(0.6);
    }

    /// <summary>With <c>"crs": "store"</c> the files are in the grid's system, which they name by PROJJSON alone.</summary>
    [Fact]
    public async Task Vectors_OfTheJob_AreInTheGridsSystem()
    {
        FinishedJob job = await JobAsync();
        RasterGrid grid = (await RasterStoreReader.OpenAsync(new FileObjectStore(job.Folder), "mosaic.zarr")).Layout.Grid;

        JsonElement table = await Node.RunAsync("hyparquet.mjs", Parts(job)[0]);

        JsonElement column = table.GetProperty("geo").GetProperty("columns").GetProperty("geometry");
        column.GetProperty("crs").TryGetProperty("id", out _).ShouldBeFalse();
        column.GetProperty("crs").GetProperty("name").GetString().ShouldBe("County LAEA");
        double[] box = column.GetProperty("bbox").Deserialize<double[]>()!;
        box[0].ShouldBeInRange(grid.Bounds.MinX - 0.001, grid.Bounds.MaxX);
        box[3].ShouldBeInRange(grid.Bounds.MinY, grid.Bounds.MaxY + 0.001);
        (box[2] - box[0]).ShouldBeGreaterThan(grid.Bounds.Width / 2);
    }

    /// <summary>Tiles are in web Mercator, whatever the grid: those of the same county on its own zone's grid lie in the same place.</summary>
    [Fact]
    public async Task Tiles_OfTheJob_LieWhereThoseOfTheZonesGridDo()
    {
        double[] bounds = await TileBoundsAsync(await JobAsync());
        double[] expected = await TileBoundsAsync(await service.WholeJobAsync());

        bounds.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.002, string.Join(' ', bounds.Concat(expected)));
    }

    private static async Task<double[]> TileBoundsAsync(FinishedJob job)
    {
        JsonElement archive = await Node.RunAsync("pmtiles.mjs", Path.Combine(job.Folder, "tiles.pmtiles"));
        archive.GetProperty("layers").GetProperty("fields").GetProperty("features").GetInt32().ShouldBeGreaterThan(10);
        return [.. new[] { "minLon", "minLat", "maxLon", "maxLat" }.Select(name => archive.GetProperty("header").GetProperty(name).GetDouble())];
    }

    private static string[] Parts(FinishedJob job) => [.. Directory.EnumerateFiles(Path.Combine(job.Folder, "vectors"), "*.parquet").Order(StringComparer.Ordinal)];

    /// <summary>The job, run once for all tests here.</summary>
    private async Task<FinishedJob> JobAsync()
    {
        await Once.WaitAsync();
        try
        {
            return _job ??= await service.RunJobAsync(Document(), "wkt-target");
        }
        finally
        {
            Once.Release();
        }
    }

    private JsonObject Document()
    {
        JsonObject job = service.CreateJob();
        job["target_crs"] = CountyLaea;
        job["resolution"] = 10;
        job["vectorize"]!["crs"] = "store";
        job["catalog_table"] = "wkt_fields";
        return job;
    }
}
