using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Samples;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Samples;

public sealed class SceneSimulatorTests(SampleSetFixture fixture) : IClassFixture<SampleSetFixture>
{
    private static readonly int[] Clouds = [8, 9, 10];

    [Fact]
    public async Task WriteAsync_SameOptionsOneThread_SameBytes()
    {
        SimulationOptions options = SampleSetFixture.Options with { Parallelism = 1 };
        SampleSet again = await SceneSimulator.WriteAsync(SampleSetFixture.NewFolder(), options);
        Dictionary<string, string> second = Hashes(again.Folder);
        Directory.Delete(again.Folder, recursive: true);

        second.Count.ShouldBe((fixture.Set.SceneCount * 5) + Directory.GetFiles(fixture.Set.Folder).Length);
        second.ShouldBe(Hashes(fixture.Set.Folder), ignoreOrder: true);
    }

    [Fact]
    public async Task WriteAsync_OtherSeed_OtherGround()
    {
        SimulationOptions options = SampleSetFixture.Options with { Seed = 1, DatesPerYear = 1, Years = 1 };
        SampleSet other = await SceneSimulator.WriteAsync(SampleSetFixture.NewFolder(), options);
        string truth = File.ReadAllText(other.TruthGeoJsonPath);
        Directory.Delete(other.Folder, recursive: true);

        truth.ShouldNotBe(File.ReadAllText(fixture.Set.TruthGeoJsonPath));
    }

    [Fact]
    public void Tiles_WhereTheyOverlap_ShowTheSame()
    {
        int compared = 0;
        foreach (SampleScene[] pair in fixture.Scenes.GroupBy(s => s.Pass).Select(g => g.ToArray()))
        {
            pair.Length.ShouldBe(2);
            pair[0].OriginX.ShouldBeLessThan(pair[1].OriginX);
            foreach (string asset in new[] { "red", "scl" })
            {
                double size = pair[0].Transform(asset)[0];
                int shift = (int)((pair[1].OriginX - pair[0].OriginX) / size);
                (TiffFile west, TiffFile east) = (pair[0].Open(asset), pair[1].Open(asset));
                (int[] w, int[] e) = (west.Read(), east.Read());
                for (int y = 0; y < west.Height(); y++)
                {
                    w.AsSpan((y * west.Width()) + shift, west.Width() - shift)
                        .SequenceEqual(e.AsSpan(y * east.Width(), west.Width() - shift)).ShouldBeTrue($"{pair[0].Id} {asset} row {y}");
                    compared += west.Width() - shift;
                }
            }
        }

        compared.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void Items_CloudCover_IsTheShareOfCloudClasses()
    {
        foreach (SampleScene scene in fixture.Scenes)
        {
            int[] classes = scene.Open("scl").Read();
            double expected = 100.0 * classes.Count(c => Clouds.Contains(c)) / classes.Count(c => c != 0);
            scene.CloudCover.ShouldBe(expected, 1e-5, scene.Id);
        }

        fixture.Scenes.Count(s => s.CloudCover > 75).ShouldBeGreaterThanOrEqualTo(2);
        fixture.Scenes.Count(s => s.CloudCover < 40).ShouldBeGreaterThan(12);
    }

    [Fact]
    public void Bands_UnderOpaqueClouds_AreBrighterThanClearGround()
    {
        double[] cloudy = [.. BlueUnder(9)];
        double[] bare = [.. BlueUnder(5)];
        double[] shadow = [.. BlueUnder(3)];

        cloudy.Min().ShouldBeGreaterThan(3500);
        bare.Average().ShouldBeInRange(600, 1800);
        shadow.Average().ShouldBeLessThan(bare.Average() * 0.85);
    }

    [Fact]
    public void Bands_WithoutData_AreZeroExactlyWhereTheClassIs()
    {
        int noData = 0;
        int disagreeing = 0;
        foreach (SampleScene scene in fixture.Scenes)
        {
            int[] classes = scene.ClassesAtTenMetres();
            int[] red = scene.Open("red").Read();
            for (int i = 0; i < red.Length; i++)
            {
                disagreeing += (red[i] == 0) != (classes[i] == 0) ? 1 : 0;
                noData += red[i] == 0 ? 1 : 0;
            }
        }

        disagreeing.ShouldBe(0);
        noData.ShouldBeGreaterThan(0, "one pass a year ends inside the area");
    }

    [Fact]
    public void Bands_AfterHarmonising_AgreeBetweenBaselines()
    {
        // Ground that changes little: the darkest clear blue of each scene, whatever its baseline.
        ILookup<int, double> byOffset = fixture.Scenes.Where(s => s.CloudCover < 40).ToLookup(s => s.Offset, DarkestClear);

        byOffset.Select(g => g.Key).ShouldBe([-1000, 0], ignoreOrder: true);
        byOffset[-1000].Concat(byOffset[0]).ShouldAllBe(dark => dark > 50 && dark < 700);
        fixture.Scenes.Select(s => (string)s.Properties["s2:processing_baseline"]!).Distinct().Count().ShouldBe(2);
        fixture.Scenes.ShouldContain(s => (bool)s.Properties["earthsearch:boa_offset_applied"]!);

        static double DarkestClear(SampleScene scene)
        {
            int[] classes = scene.ClassesAtTenMetres();
            double[] clear = [.. scene.Open("blue").Read().Where((_, i) => classes[i] is 4 or 5).Select(v => (double)v + scene.Offset).Order()];
            return clear[clear.Length / 50];
        }
    }

    [Fact]
    public void Aoi_InItsOwnCrs_SnapsToTheAreaGridAndCrossesTheTileBorder()
    {
        RasterGrid grid = FieldTruth.AreaGrid(SampleSetFixture.Options);
        Envelope box = new CrsTransform(Crs.Wgs84, Crs.FromEpsg(32614)).Apply(ReadPolygons(fixture.Set.AoiPath).Single()).EnvelopeInternal;

        Math.Floor(box.MinX / 10).ShouldBe(grid.OriginX / 10);
        Math.Ceiling(box.MaxX / 10).ShouldBe((grid.OriginX / 10) + grid.Width);
        Math.Floor(box.MinY / 10).ShouldBe((grid.OriginY / 10) - grid.Height);
        Math.Ceiling(box.MaxY / 10).ShouldBe(grid.OriginY / 10);
        SampleScene west = fixture.Scenes[0];
        (west.OriginX + (10 * west.Shape("red")[1])).ShouldBeInRange(box.MinX + 100, box.MaxX - 100);
    }

    [Fact]
    public void Truth_PolygonsAndMask_Agree()
    {
        RasterGrid grid = FieldTruth.AreaGrid(SampleSetFixture.Options);
        byte[] mask = FieldTruth.Rasterize(SampleSetFixture.Options, grid);
        CrsTransform transform = new(Crs.Wgs84, grid.Crs);
        Geometry[] fields = [.. ReadPolygons(fixture.Set.TruthGeoJsonPath).Select(transform.Apply)];
        byte[] drawn = new byte[mask.Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            Point centre = new(grid.OriginX + (10 * (i % grid.Width)) + 5, grid.OriginY - (10 * (i / grid.Width)) - 5);
            drawn[i] = fields.Any(f => f.EnvelopeInternal.Contains(centre.Coordinate) && f.Contains(centre)) ? (byte)1 : (byte)0;
        }

        // Circles are polygons of 96 sides: up to 0.2 m inside the true line.
        fields.Length.ShouldBe(fixture.Set.FieldCount);
        IntersectionOverUnion.Of(mask, drawn).ShouldBeGreaterThan(0.998);
        mask.Average(v => (double)v).ShouldBeInRange(0.3, 0.95);
    }

    [Fact]
    public void Truth_AsGeoParquet_HoldsTheSameFields()
    {
        HashSet<Geometry> expected = [.. ReadPolygons(fixture.Set.TruthGeoJsonPath).Select(p => p.Normalized())];
        List<VectorFeature> rows = [.. GeoParquetReader.Read(fixture.Set.TruthParquetPath)];

        rows.Select(r => r.Geometry.Normalized()).ToHashSet().SetEquals(expected).ShouldBeTrue();
        rows.ShouldAllBe(r => r.Label == "field" && r.Time == new DateOnly(2023, 1, 1));
    }

    [Theory]
    [InlineData(10, 512, 8)]
    [InlineData(512, 30_000, 8)]
    [InlineData(512, 512, 0)]
    public async Task WriteAsync_OptionOutOfRange_NamesIt(int width, int height, int dates)
    {
        SimulationOptions options = new() { WidthPixels = width, HeightPixels = height, DatesPerYear = dates };
        ArgumentOutOfRangeException error = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => SceneSimulator.WriteAsync("never-written", options));
        error.Message.ShouldContain("must lie between");
        Directory.Exists("never-written").ShouldBeFalse();
    }

    private static IEnumerable<Polygon> ReadPolygons(string path)
    {
        foreach (JsonNode? feature in JsonNode.Parse(File.ReadAllText(path))!["features"]!.AsArray())
        {
            yield return new Polygon(new LinearRing([.. feature!["geometry"]!["coordinates"]![0]!.AsArray().Select(p => new Coordinate((double)p![0]!, (double)p[1]!))]));
        }
    }

    private static Dictionary<string, string> Hashes(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    private IEnumerable<double> BlueUnder(int sceneClass) => fixture.Scenes.SelectMany(scene =>
    {
        int[] classes = scene.ClassesAtTenMetres();
        return scene.Open("blue").Read().Where((_, i) => classes[i] == sceneClass).Select(v => (double)v + scene.Offset);
    });
}
