using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Tests.Support;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Tiles;

public sealed class TileBuilderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rasterflow-tiles-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task BuildAsync_FieldsAndBoundaries_ReadByTheBrowserLibraries()
    {
        List<VectorFeature> features = Landscape(0.3, 40);
        JsonElement summary = await BuildAndReadAsync(features, new TileOptions { MaxZoom = 13 });
        JsonElement layers = summary.GetProperty("layers");
        layers.EnumerateObject().Select(layer => layer.Name).Order().ShouldBe(["boundaries", "fields"]);
        foreach (JsonProperty layer in layers.EnumerateObject())
        {
            layer.Value.GetProperty("version").GetInt32().ShouldBe(2);
            layer.Value.GetProperty("keys").EnumerateArray().Select(key => key.GetString()).ShouldBe(["label", "time", "score_mean", "pixels", "area_m2", "perimeter_m", "score_min", "score_max", "score_std"], ignoreOrder: true);
            layer.Value.GetProperty("ids").GetInt32().ShouldBe(layer.Value.GetProperty("features").GetInt32());
        }

        summary.GetProperty("badRings").GetInt32().ShouldBe(0);
        summary.GetProperty("metadata").GetProperty("vector_layers").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task BuildAsync_Attributes_AreTheFeaturesOwnAtTheDeepestZooms()
    {
        List<VectorFeature> features = Landscape(0.3, 20);
        JsonElement summary = await BuildAndReadAsync(features, new TileOptions { MaxZoom = 12 });
        foreach (JsonProperty zoom in summary.GetProperty("zooms").EnumerateObject())
        {
            JsonElement first = zoom.Value.GetProperty("fields").GetProperty("first");
            VectorFeature feature = features.Single(f => f.Id == first.GetProperty("id").GetInt64());
            first.GetProperty("label").GetString().ShouldBe("field");
            first.GetProperty("time").GetString().ShouldBe("2024-01-01");
            first.GetProperty("pixels").GetInt64().ShouldBe(feature.Pixels);
            first.GetProperty("area_m2").GetDouble().ShouldBe(Math.Round(feature.AreaM2));
            first.GetProperty("score_mean").GetDouble().ShouldBe(feature.ScoreMean!.Value, 0.0005);
            bool hasDetail = first.TryGetProperty("perimeter_m", out JsonElement perimeter);
            hasDetail.ShouldBe(int.Parse(zoom.Name, CultureInfo.InvariantCulture) >= 10, $"zoom {zoom.Name}");
            if (hasDetail)
            {
                perimeter.GetDouble().ShouldBe(Math.Round(feature.PerimeterM));
                first.GetProperty("score_min").GetDouble().ShouldBe(feature.ScoreMin!.Value, 0.0005);
                first.GetProperty("score_max").GetDouble().ShouldBe(feature.ScoreMax!.Value, 0.0005);
                first.GetProperty("score_std").GetDouble().ShouldBe(feature.ScoreStd!.Value, 0.0005);
            }
        }
    }

    [Fact]
    public async Task BuildAsync_Lines_HaveALengthAndNoArea()
    {
        VectorFeature road = Feature(7, "road", new LineString([new(15, 47), new(15.1, 47)])) with { LengthM = 7600.4, PerimeterM = 0, AreaM2 = 0, ScoreStd = null };
        JsonElement summary = await BuildAndReadAsync([road], new TileOptions { MaxZoom = 12 });
        string[] keys = summary.GetProperty("layers").GetProperty("road").GetProperty("keys").Deserialize<string[]>()!;
        keys.ShouldBe(["label", "time", "score_mean", "pixels", "length_m", "score_min", "score_max"], ignoreOrder: true);
        summary.GetProperty("zooms").GetProperty("12").GetProperty("road").GetProperty("first").GetProperty("length_m").GetInt64().ShouldBe(7600);
        summary.GetProperty("metadata").GetProperty("vector_layers")[0].GetProperty("fields").TryGetProperty("area_m2", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task BuildAsync_Metadata_TellsRangesAndSharesOfEachNumber()
    {
        List<VectorFeature> features = Landscape(0.3, 40);
        JsonElement summary = await BuildAndReadAsync(features, new TileOptions { MaxZoom = 9 });
        JsonElement layer = summary.GetProperty("metadata").GetProperty("tilestats").GetProperty("layers").EnumerateArray().Single(l => l.GetProperty("layer").GetString() == "fields");
        layer.GetProperty("count").GetInt64().ShouldBe(1600);
        JsonElement area = layer.GetProperty("attributes").EnumerateArray().Single(a => a.GetProperty("attribute").GetString() == "area_m2");
        double[] truth = [.. features.Where(f => f.Label == "field").Select(f => Math.Round(f.AreaM2)).Order()];
        area.GetProperty("min").GetDouble().ShouldBe(truth[0]);
        area.GetProperty("max").GetDouble().ShouldBe(truth[^1]);
        double[] values = area.GetProperty("values").Deserialize<double[]>()!;
        values.Length.ShouldBeInRange(64, 128);
        values.ShouldBeInOrder();

        // A sample of a hundred puts the median of the sample near that of the whole: within a fifth of all ranks.
        int rank = Array.BinarySearch(truth, values[values.Length / 2]);
        rank.ShouldBeInRange(480, 1120);
    }

    [Fact]
    public async Task BuildAsync_CrowdedDeepTile_GivesUpDetailBeforeShapes()
    {
        List<VectorFeature> features = Landscape(0.05, 20).FindAll(f => f.Label == "field");
        (_, TilesResult free) = await BuildAsync(features, new TileOptions { MinZoom = 9, MaxZoom = 9 });
        (_, TilesResult bare) = await BuildAsync(features, new TileOptions { MinZoom = 9, MaxZoom = 9, DetailZooms = 0 });
        bare.LargestTileBytes.ShouldBeLessThan(free.LargestTileBytes);

        (_, TilesResult limited) = await BuildAsync(features, new TileOptions { MinZoom = 9, MaxZoom = 9, TileBytesLimit = bare.LargestTileBytes });

        limited.CoarsenedTiles.ShouldBe(0);
        limited.LargestTileBytes.ShouldBe(bare.LargestTileBytes);
        limited.Bytes.ShouldBeLessThan(free.Bytes);
    }

    [Fact]
    public async Task BuildAsync_EveryZoom_KeepsEachLayersArea()
    {
        List<VectorFeature> features = Landscape(0.3, 60);
        JsonElement summary = await BuildAndReadAsync(features, new TileOptions { MaxZoom = 12 });
        JsonElement zooms = summary.GetProperty("zooms");
        zooms.EnumerateObject().Count().ShouldBe(13 - summary.GetProperty("header").GetProperty("minZoom").GetInt32());
        summary.GetProperty("header").GetProperty("minZoom").GetInt32().ShouldBeLessThanOrEqualTo(3);
        foreach (string label in (string[])["field", "field_boundaries"])
        {
            string layer = new TileOptions().LayerOf(label);
            double truth = features.Where(f => f.Label == label).Sum(f => Mercator.AreaOf(f.Geometry));
            foreach (JsonProperty zoom in zooms.EnumerateObject())
            {
                double area = zoom.Value.GetProperty(layer).GetProperty("area").GetDouble();
                (area / truth).ShouldBe(1, 0.05, $"{layer}, zoom {zoom.Name}");
            }

            (zooms.GetProperty("12").GetProperty(layer).GetProperty("area").GetDouble() / truth).ShouldBe(1, 0.01, layer);
        }
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(3000)]
    public async Task BuildAsync_SeveralTimeSteps_KeepsTheAreaOfEach(int tileBytes)
    {
        // The same fields year after year, of one size: if years shared their squares, every square would be of the same year.
        List<VectorFeature> fields = Landscape(0.3, 40).FindAll(static f => f.Label == "field");
        List<VectorFeature> features = [.. fields.SelectMany(static f => new[] { f, f with { Id = f.Id + 10_000, Time = new DateOnly(2025, 1, 1) } })];

        JsonElement summary = await BuildAndReadAsync(features, new TileOptions { MaxZoom = 11, TileBytesLimit = tileBytes });

        double truth = fields.Sum(static f => Mercator.AreaOf(f.Geometry));
        foreach (JsonProperty zoom in summary.GetProperty("zooms").EnumerateObject())
        {
            JsonElement times = zoom.Value.GetProperty("fields").GetProperty("times");
            (times.GetProperty("2024-01-01").GetDouble() / truth).ShouldBe(1, 0.05, $"zoom {zoom.Name}");
            (times.GetProperty("2025-01-01").GetDouble() / truth).ShouldBe(1, 0.05, $"zoom {zoom.Name}");
        }
    }

    [Theory]
    [InlineData(12, 10)]
    [InlineData(1, 0)]
    public async Task BuildAsync_Metadata_SaysFromWhichZoomOnAttributesAreThere(int maxZoom, int firstZoom)
    {
        JsonElement summary = await BuildAndReadAsync(Landscape(0.3, 20), new TileOptions { MinZoom = 0, MaxZoom = maxZoom });
        foreach (JsonElement layer in summary.GetProperty("metadata").GetProperty("vector_layers").EnumerateArray())
        {
            Dictionary<string, int> first = layer.GetProperty("field_minzooms").Deserialize<Dictionary<string, int>>()!;
            first.Keys.ShouldBe(["perimeter_m", "score_min", "score_max", "score_std"], ignoreOrder: true);
            first.Values.ShouldAllBe(zoom => zoom == firstZoom);
        }
    }

    [Fact]
    public async Task BuildAsync_Twice_SameBytes()
    {
        (byte[] first, _) = await BuildAsync(Landscape(0.1, 20), new TileOptions { MaxZoom = 10 });
        (byte[] again, _) = await BuildAsync(Landscape(0.1, 20), new TileOptions { MaxZoom = 10 });
        again.ShouldBe(first);
    }

    [Fact]
    public async Task BuildAsync_CrowdedTiles_MeetTheLimitAndKeepTheArea()
    {
        List<VectorFeature> features = Landscape(0.3, 60).FindAll(f => f.Label == "field");
        TileOptions options = new() { MinZoom = 8, MaxZoom = 8, TileBytesLimit = 4000, TinyArea = 4 };
        (byte[] archive, TilesResult result) = await BuildAsync(features, options);
        result.CoarsenedTiles.ShouldBeGreaterThan(0);
        string path = Path.Combine(_folder.FullName, "crowded.pmtiles");
        await File.WriteAllBytesAsync(path, archive);
        PmTilesReader reader = await PmTilesReader.OpenAsync(new RasterFlow.Storage.FileRangeReader(path));
        (await reader.ListAsync().ToListAsync()).ShouldAllBe(entry => entry.Length <= 4000);
        double area = Read(path).GetProperty("zooms").GetProperty("8").GetProperty("fields").GetProperty("area").GetDouble();
        (area / features.Sum(f => Mercator.AreaOf(f.Geometry))).ShouldBe(1, 0.05);
    }

    [Fact]
    public async Task BuildAsync_NoFeatures_IsAnEmptyArchive()
    {
        (byte[] archive, TilesResult result) = await BuildAsync([], new TileOptions());
        result.TileCount.ShouldBe(0);
        result.Bounds.ShouldBeNull();
        PmTilesHeader.Read(archive).AddressedTiles.ShouldBe(0UL);
    }

    [Theory]
    [InlineData(10, 12)]
    [InlineData(0.3, 16)]
    [InlineData(120, 9)]
    public void ResolveMaxZoom_PixelSize_FourUnitsToAPixel(double pixelSizeMetres, int zoom) =>
        new TileOptions { PixelSizeMetres = pixelSizeMetres }.ResolveMaxZoom().ShouldBe(zoom);

    /// <summary>Square fields in a net of boundaries: one polygon with a hole for each field.</summary>
    private static List<VectorFeature> Landscape(double degrees, int perSide)
    {
        List<VectorFeature> features = [];
        List<LinearRing> holes = [];
        double step = degrees / perSide;
        Random random = new(3);
        for (int i = 0; i < perSide * perSide; i++)
        {
            (int row, int column) = Math.DivRem(i, perSide);
            double west = 15 + (column * step) + (step * (0.05 + (0.1 * random.NextDouble())));
            double south = 47 + (row * step) + (step * (0.05 + (0.1 * random.NextDouble())));
            LinearRing ring = Box(west, south, west + (step * 0.7), south + (step * 0.7));
            features.Add(Feature(i, "field", new Polygon(ring)));
            holes.Add((LinearRing)ring.Reverse());
        }

        features.Add(Feature(perSide * perSide, "field_boundaries", new Polygon(Box(15, 47, 15 + degrees, 47 + degrees), [.. holes])));
        return features;
    }

    private static LinearRing Box(double west, double south, double east, double north) =>
        new([new(west, south), new(east, south), new(east, north), new(west, north), new(west, south)]);

    private static VectorFeature Feature(long id, string label, Geometry geometry) => new()
    {
        Id = id,
        Label = label,
        Time = new DateOnly(2024, 1, 1),
        Pixels = 100 + id,
        AreaM2 = geometry.Area * 8.4e9,
        PerimeterM = geometry.Length * 9.3e4,
        ScoreMean = 0.5 + (id % 97 / 200.0),
        ScoreMin = 0.25 + (id % 89 / 400.0),
        ScoreMax = 0.9 + (id % 83 / 900.0),
        ScoreStd = id % 79 / 1000.0,
        Geometry = geometry,
    };

    private static async Task<(byte[] Archive, TilesResult Result)> BuildAsync(List<VectorFeature> features, TileOptions options)
    {
        using MemoryStream output = new();
        TilesResult result = await TileBuilder.BuildAsync(features.ToAsyncEnumerable(), options, output);
        result.Bytes.ShouldBe(output.Length);
        return (output.ToArray(), result);
    }

    private async Task<JsonElement> BuildAndReadAsync(List<VectorFeature> features, TileOptions options)
    {
        (byte[] archive, TilesResult result) = await BuildAsync(features, options);
        string path = Path.Combine(_folder.FullName, "test.pmtiles");
        await File.WriteAllBytesAsync(path, archive);
        JsonElement summary = Read(path);
        summary.GetProperty("tiles").GetInt64().ShouldBe(result.TileCount);
        return summary;
    }

    private static JsonElement Read(string path)
    {
        ProcessStartInfo start = new("node", [Path.Combine(Repository.Root, "tests", "readers", "pmtiles.mjs"), path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using Process node = Process.Start(start)!;
        Task<string> error = node.StandardError.ReadToEndAsync();
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        node.ExitCode.ShouldBe(0, error.Result);
        return JsonDocument.Parse(output).RootElement;
    }
}
