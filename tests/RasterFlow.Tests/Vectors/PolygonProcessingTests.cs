using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public class PolygonProcessingTests
{
    private const float Nan = float.NaN;

    [Fact]
    public async Task Default_TwoFields_MeasuresAreaPerimeterAndScores()
    {
        // Pixels of 10 m in UTM, near the central meridian where the scale is 0.9996.
        List<VectorFeature> rows = await RunAsync("""
            aaaa....
            aaaa..b.
            aaaa....
            """, new());
        VectorFeature field = rows.Single(row => row.Pixels == 12);
        field.AreaM2.ShouldBe(1200 / (0.9996 * 0.9996), 0.1);
        field.PerimeterM.ShouldBe(140 / 0.9996, 0.01);
        (field.ScoreMean, field.ScoreMin, field.ScoreMax).ShouldBe((0.9375, 0.9375, 0.9375));
        field.ScoreStd.ShouldBe(0);
        (field.PartOf, field.LengthM).ShouldBe((null, null));
        rows.Single(row => row.Pixels == 1).ScoreMean.ShouldBe(0.625);
    }

    [Fact]
    public async Task MinScore_DropsWhatScoresLess() =>
        (await RunAsync("aa.bb", new() { MinScore = 0.7 })).ShouldHaveSingleItem().ScoreMean.ShouldBe(0.9375);

    [Fact]
    public async Task MinArea_DropsWhatIsSmaller() =>
        (await RunAsync("aaa.a", new() { MinAreaM2 = 150 })).ShouldHaveSingleItem().Pixels.ShouldBe(3);

    [Fact]
    public async Task FillHoles_FillsSmallOnesOnly()
    {
        VectorFeature row = (await RunAsync("""
            aaaaaaaa
            a.aa...a
            aaaa...a
            aaaaaaaa
            """, new() { FillHolesM2 = 200 })).ShouldHaveSingleItem();
        ((Polygon)row.Geometry).NumInteriorRings.ShouldBe(1);
        row.AreaM2.ShouldBe(2600 / (0.9996 * 0.9996), 0.5);
        row.Pixels.ShouldBe(25);
    }

    [Fact]
    public async Task Precision_KeepsSoManyDecimalsAndStaysValid()
    {
        List<VectorFeature> rows = await RunAsync("""
            aaaa....
            a.aab...
            ..aab...
            """, new() { PrecisionDecimals = 6 });
        rows.ShouldAllBe(row => row.Geometry.IsValid && row.Geometry.Coordinates.All(c => Math.Abs((c.X * 1e6) - Math.Round(c.X * 1e6)) < 1e-6));
    }

    [Fact]
    public async Task Precision_CoarserThanAPixel_StaysValid()
    {
        List<VectorFeature> rows = await RunAsync("""
            aaaaaaaaaaaaaaaa
            a.a.a.a.a.a.aaaa
            aaaaaaaaaaaaaaaa
            aaaaaaaaaaaaaaaa
            """, new() { PrecisionDecimals = 4 });
        rows.ShouldAllBe(row => row.Geometry.IsValid && !row.Geometry.IsEmpty);
    }

    [Fact]
    public async Task MaxVertices_CutsIntoPiecesThatMakeTheWhole()
    {
        const string Comb = """
            a.a.a.a.a.a.a.a.
            a.a.a.a.a.a.a.a.
            aaaaaaaaaaaaaaaa
            """;
        VectorFeature whole = (await RunAsync(Comb, new())).ShouldHaveSingleItem();
        List<VectorFeature> pieces = await RunAsync(Comb, new() { MaxVertices = 12 });
        pieces.Count.ShouldBeGreaterThan(2);
        pieces.ShouldAllBe(piece => piece.Geometry.NumPoints <= 12 && piece.PartOf == whole.Id && piece.Pixels == whole.Pixels && piece.Geometry.IsValid);
        pieces.Select(piece => piece.Id).Distinct().Count().ShouldBe(pieces.Count);
        pieces.Sum(piece => piece.AreaM2).ShouldBe(whole.AreaM2, 0.01);
    }

    [Fact]
    public async Task Clip_CutsAtTheArea()
    {
        ArrayScores scores = Scores("aaaaaaaa");
        Envelope all = new CrsTransform(scores.Layout.Grid.Crs, Crs.Wgs84).Apply(scores.Layout.Grid.Bounds);
        Geometry west = new GeometryFactory().ToGeometry(new Envelope(all.MinX - 1, all.Centre.X, all.MinY - 1, all.MaxY + 1));
        VectorizeJob job = Job(new() { ClipAreaKey = "aoi.parquet" });
        (_, List<VectorFeature> rows) = await scores.RunAsync(job, async store =>
        {
            using MemoryStream content = new();
            await GeoParquetAreaWriter.WriteAsync(content, new AreaOfInterest(west));
            await store.WriteAsync("aoi.parquet", content.ToArray());
        });
        rows.ShouldHaveSingleItem().AreaM2.ShouldBe(400 / (0.9996 * 0.9996), 1);
        west.Covers(rows[0].Geometry.Buffer(-1e-9)).ShouldBeTrue();
    }

    [Fact]
    public async Task MakeValid_EightConnected_EveryRowIsValid()
    {
        (_, List<VectorFeature> rows) = await Scores("""
            a.a.a
            .a.a.
            a.a.a
            """).RunAsync(Job(new() { MakeValid = true }) with { Connectivity = 8 });
        VectorFeature row = rows.ShouldHaveSingleItem();
        (row.Geometry.IsValid, row.Geometry.NumGeometries, row.Pixels).ShouldBe((true, 8, 8));
    }

    [Fact]
    public async Task CentreLines_Road_GivesLineStringsWithTheirLength()
    {
        (_, List<VectorFeature> rows) = await Scores("""
            ................
            aaaaaaaaaaaaaaaa
            aaaaaaaaaaaaaaaa
            aaaaaaaaaaaaaaaa
            """).RunAsync(Job(new()) with { CentreLines = true });
        VectorFeature row = rows.ShouldHaveSingleItem();
        row.Geometry.ShouldBeOfType<LineString>();
        row.LengthM!.Value.ShouldBeInRange(120, 161);
        (row.AreaM2, row.PerimeterM, row.Pixels, row.ScoreMean).ShouldBe((0, 0, 48, 0.9375));
        row.PartOf.ShouldNotBeNull();
    }

    [Fact]
    public async Task NoScoresAnywhere_GivesNoRows()
    {
        (VectorResult result, List<VectorFeature> rows) = await new ArrayScores(Grid(5, 4), ("field", [.. Enumerable.Repeat(Nan, 20)])).RunAsync(Job(new()));
        (result.Count, result.Parts.Count, rows.Count).ShouldBe((0, 1, 0));
        (await new ArrayScores(Grid(5, 4), ("field", [.. Enumerable.Repeat(Nan, 20)])).RunAsync(Job(new()) with { Rule = LabelRule.ArgMax })).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task OneClassEverywhere_IsOneRectangle()
    {
        VectorFeature row = (await RunAsync("""
            aaaaaaaaaaaaa
            aaaaaaaaaaaaa
            aaaaaaaaaaaaa
            """, new())).ShouldHaveSingleItem();
        (row.Pixels, row.Geometry.NumPoints).ShouldBe((39, 5));
    }

    [Fact]
    public async Task ArgMax_EveryPixelBelongsToItsGreatestScore()
    {
        ArrayScores scores = new(
            Grid(4, 2),
            ("background", [0.2f, 0.2f, 0.4f, Nan, 0.9f, 0.1f, 0.3f, 0.3f]),
            ("field", [0.7f, 0.3f, 0.4f, Nan, 0.1f, 0.2f, 0.5f, Nan]),
            ("field_boundaries", [0.1f, 0.5f, 0.2f, Nan, 0.0f, 0.7f, 0.2f, 0.1f]));
        (VectorResult result, List<VectorFeature> rows) = await scores.RunAsync(Job(new()) with { Rule = LabelRule.ArgMax, Features = ["field", "field_boundaries", "background"] });

        // Of equal scores the first label's counts; a pixel with one score belongs to that.
        result.Labels.Select(label => label.Pixels).ShouldBe([2, 2, 3]);
        rows.Single(row => row.Label == "field_boundaries").ScoreMean!.Value.ShouldBe(0.6, 1e-6);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Check_ThresholdThatIsNoNumber_IsRefused(double threshold)
    {
        ArgumentException error = Should.Throw<ArgumentException>(() => (Job(new() { SimplifyPixels = 3 }) with { Threshold = threshold, Connectivity = 6 }).Check());
        error.Message.ShouldContain("the threshold");
        error.Message.ShouldContain("neither 4 nor 8");
        error.Message.ShouldContain("0 to 0.49 pixels, not 3");
    }

    [Fact]
    public async Task Antimeridian_UtmZone1_CutsAt180()
    {
        // 18 km west of 180 degrees to 2 km east of it, at 51.5 degrees north (the Aleutians).
        (double x, double y) = new CrsTransform(Crs.Wgs84, Crs.FromEpsg(32601)).Apply(-180, 51.5);
        ArrayScores scores = new(new RasterGrid(Crs.FromEpsg(32601), x - 18_000, y + 1000, 1000, 20, 2), ("field", [.. Enumerable.Repeat(0.9375f, 40)]));
        VectorFeature row = (await scores.RunAsync(Job(new()))).Rows.ShouldHaveSingleItem();
        row.Geometry.IsValid.ShouldBeTrue();
        row.Geometry.NumGeometries.ShouldBe(2);
        row.Geometry.Coordinates.ShouldAllBe(c => Math.Abs(c.X) >= 179.7 && Math.Abs(c.X) <= 180);

        // UTM 3 degrees from its meridian, at this latitude: scale 0.9996 to 1.0002.
        row.AreaM2.ShouldBe(40e6, 40e6 * 1e-3);
    }

    private static Task<List<VectorFeature>> RunAsync(string picture, PolygonProcessing processing) => RunAsync(Scores(picture), Job(processing));

    private static async Task<List<VectorFeature>> RunAsync(ArrayScores scores, VectorizeJob job) => (await scores.RunAsync(job)).Rows;

    private static ArrayScores Scores(string picture)
    {
        string[] rows = picture.Split('\n', StringSplitOptions.TrimEntries);
        float[] scores = [.. rows.SelectMany(row => row.Select(c => c switch { 'a' => 0.9375f, 'b' => 0.625f, _ => 0.125f }))];
        return new ArrayScores(Grid(rows[0].Length, rows.Length), ("field", scores));
    }

    private static RasterGrid Grid(int width, int height) => new(Crs.FromEpsg(32633), 500_000, 5_300_000, 10, width, height);

    private static VectorizeJob Job(PolygonProcessing processing) => new()
    {
        PredictionRoot = "prediction.zarr",
        Features = ["field"],
        WorkRoot = "work",
        OutputRoot = "vectors",
        Processing = processing,
    };
}
