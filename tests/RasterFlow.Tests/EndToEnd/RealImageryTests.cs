using System.Globalization;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>The whole job on real Sentinel-2 imagery (five dates, 120 m): the mosaic is exact, and the job goes on to the tiles.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class RealImageryTests(ServiceFixture service)
{
    [SkippableTheory]
    [InlineData(15.30, 45.40, 15.80, 45.75)]
    [InlineData(15.60, 45.85, 16.10, 46.02)]
    public async Task WholeJob_RealScenes_MosaicEqualsNumpyAndTheJobGoesOn(double west, double south, double east, double north)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        string data = Path.Combine(Repository.RealData, "s2-33T");
        JsonObject job = service.CreateJob();
        string prefix = "s2med_windowed_pixel";
        job["aoi"] = new JsonArray(west, south, east, north);
        job["scenes"] = Path.Combine(data, "items.json");
        job["start"] = "2023-08-01";
        job["end"] = "2023-09-01";
        job["n_valid_pixels"] = true;
        job["target_crs"] = "EPSG:32633";
        job["resolution"] = 120;
        job["predict"]!["actor"] = "SEMANTIC_SEGMENTATION";
        job["predict"]!["features"] = new JsonArray($"{prefix}:B04", ":B03", ":B02", ":B08", ":B04", ":B03", ":B02", ":B08");

        FinishedJob finished = await service.RunJobAsync(job, string.Create(CultureInfo.InvariantCulture, $"real-{north}"));

        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(new FileObjectStore(finished.Folder), "mosaic.zarr");
        RasterGrid grid = mosaic.Layout.Grid;
        mosaic.Layout.Bands.ShouldBe(new[] { "B02", "B03", "B04", "B08", "N_VALID_PIXELS" }.Select(b => $"{prefix}:{b}"));
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        await using IRasterSource expected = await new CogRasterOpener(readers).OpenAsync(new Uri(Path.Combine(data, "expected_median_33TWL.tif")));
        expected.Grid.Crs.ShouldBe(Crs.FromEpsg(32633));
        for (int band = 0; band < mosaic.Layout.Bands.Count; band++)
        {
            ushort[] ours = new ushort[grid.Window.Area];
            ushort[] numpy = new ushort[grid.Window.Area];
            await mosaic.ReadAsync<ushort>(0, band, grid.Window, ours);
            await expected.ReadAsync(band, grid, grid.Window, Resampling.Nearest, numpy);
            ours.AsSpan().SequenceEqual(numpy).ShouldBeTrue($"band {band} differs");
            ours.ShouldContain(static v => v > 0);
        }

        new FileInfo(Path.Combine(finished.Folder, "tiles.pmtiles")).Length.ShouldBeGreaterThan(1000);
        Directory.GetFiles(Path.Combine(finished.Folder, "vectors"), "*.parquet").ShouldNotBeEmpty();
    }
}
