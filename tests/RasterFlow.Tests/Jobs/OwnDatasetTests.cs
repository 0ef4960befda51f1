using System.Text.Json;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Jobs;

public sealed class OwnDatasetTests
{
    [Fact]
    public void Read_CustomDataset_IsWhatTheDocumentSays()
    {
        (JobDocument document, List<JobProblem> problems) = Read("""
            "scenes": "https://catalog.example/v1", "datasets": ["LANDSAT", "S2_MED_HARVEST"], "on_scene_failure": "skip",
            "custom_datasets": [{"name": "LANDSAT", "prefix": "l8", "bands": ["red", {"name": "nir", "asset": "all", "index": 4}],
            "mask": {"asset": "qa", "drop": [1, 22], "nodata": 1}, "composite": "best", "season": [300, 60], "scale": 0.275, "offset": -2000, "nodata": 65535,
            "resampling": "cubic", "collections": ["landsat-c2-l2"], "n_valid_pixels": true}]
            """);

        problems.ShouldBeEmpty();
        document.OnSceneFailure.ShouldBe(SceneFailure.Skip);
        Dataset dataset = document.FindDataset("LANDSAT")!;
        dataset.Bands.ShouldBe(["red", "nir"]);
        dataset.Sources.ShouldBe(["red#1", "all#4"]);
        (dataset.LabelPrefix, dataset.Method, dataset.Scale, dataset.Offset, dataset.NoData, dataset.Resampling, dataset.CountsValidPixels)
            .ShouldBe(("l8", CompositeMethod.Best, 0.275, -2000, (ushort?)65535, Resampling.Cubic, true));
        dataset.Mask!.Values.ShouldBe([1, 22]);
        (dataset.Mask.Source, dataset.Mask.Drops, dataset.Mask.NoData).ShouldBe(("qa#1", true, (ushort)1));
        dataset.Season!.WindowAt(-70).ShouldBe(new SeasonalWindow(300, 60));
        dataset.Collections.ShouldBe(["landsat-c2-l2"]);
    }

    [Fact]
    public void Read_TileIndexAlone_NeedsNoCatalogue()
    {
        (JobDocument document, List<JobProblem> problems) = Read("""
            "gti": {"index": "https://images.example/index.parquet", "bands": ["r", {"name": "ir", "index": 4}], "time_column": "taken", "query": "state = 'ks'",
            "sort_field": "rank", "location_field": "url", "nodata": 255, "resampling": "bilinear"}
            """);

        problems.ShouldBeEmpty();
        document.Datasets.ShouldBe(["GTI"]);
        document.Scenes.ShouldBeNull();
        (document.TileIndex!.LocationField, document.TileIndex.TimeColumn, document.TileIndex.SortField).ShouldBe(("url", "taken", "rank"));
        Dataset dataset = document.FindDataset("GTI")!;
        dataset.Sources.ShouldBe(["gti#1", "gti#4"]);
        (dataset.Method, dataset.NoData, dataset.Resampling).ShouldBe((CompositeMethod.First, (ushort?)255, Resampling.Bilinear));
    }

    [Fact]
    public void Read_ManyProblems_NamesThemAllAtOnce()
    {
        (_, List<JobProblem> problems) = Read("""
            "datasets": ["A b"], "on_scene_failure": "ignore",
            "custom_datasets": [
              {"name": "A b", "bands": [], "mask": {"asset": "qa"}, "composite": "mean", "season": "winter", "offset": 1.5, "colour": 1},
              {"name": "S2_MED_HARVEST", "bands": ["x", "x", "a:b"], "mask": {"keep": [70000], "asset": "qa", "index": 0}, "dtype": "float32", "scale": -1}],
            "gti": {"index": "index.geojson", "bands": [{"index": 0}], "query": "year LIKE 3", "nodata": -1, "xy_chunksize": 5}
            """);

        problems.Select(problem => problem.Field).ShouldBe(
            [
                "scenes", "on_scene_failure", "custom_datasets",
                "custom_datasets[0].name", "custom_datasets[0].bands", "custom_datasets[0].mask.keep", "custom_datasets[0].composite", "custom_datasets[0].season",
                "custom_datasets[0].offset", "custom_datasets[0].colour",
                "custom_datasets[1].bands", "custom_datasets[1].bands", "custom_datasets[1].mask.keep", "custom_datasets[1].mask.index", "custom_datasets[1].dtype", "custom_datasets[1].scale",
                "gti.index", "gti.bands[0].name", "gti.bands[0].index", "gti.query", "gti.nodata", "gti.xy_chunksize",
            ],
            ignoreOrder: true,
            string.Join("\n", problems));
    }

    private static (JobDocument Document, List<JobProblem> Problems) Read(string members)
    {
        List<JobProblem> problems = [];
        using JsonDocument json = JsonDocument.Parse($$"""{"aoi": [10, 50, 10.1, 50.1], "start": "2023-01-01", "end": "2024-01-01", {{members}}}""");
        return (JobDocumentReader.Read(json.RootElement.Clone(), problems), problems);
    }
}
