using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;
using RasterFlow.Vectors.Changes;
using static RasterFlow.Tests.Vectors.Changes.ChangeSamples;

namespace RasterFlow.Tests.Vectors.Changes;

public sealed class ResultComparerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("changes-").FullName;

    private FileObjectStore Store => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Compare_OneOfEveryKind_NamesEach()
    {
        VectorFeature[] before =
        [
            Field(1, Box(0, 0, 10, 10)),
            Field(2, Box(20, 0, 10, 10)),
            Field(3, Box(40, 0, 10, 10)),
            Field(4, Box(60, 0, 10, 10)),
            Field(5, Box(80, 0, 5, 10)),
            Field(6, Box(85, 0, 5, 10)),
        ];
        VectorFeature[] after =
        [
            Field(11, Box(0, 0, 10, 10)),
            Field(12, Box(23, 0, 10, 10)),
            Field(14, Box(60, 0, 5, 10)),
            Field(15, Box(65, 0, 5, 10)),
            Field(16, Box(80, 0, 10, 10)),
            Field(17, Box(100, 0, 10, 10)),
        ];

        (ChangeResult result, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, before, after);

        rows.Select(row => row.Fact).ShouldBe(
            [
                ("unchanged", 1, 11), ("changed", 2, 12), ("gone", 3, null), ("split", 4, 14), ("split", 4, 15), ("merged", 5, 16), ("merged", 6, 16), ("appeared", null, 17),
            ],
            ignoreOrder: true);
        (result.Before, result.After).ShouldBe((6, 6));
        result.Changes.ShouldBe(new Dictionary<string, long> { ["unchanged"] = 1, ["changed"] = 1, ["appeared"] = 1, ["gone"] = 1, ["split"] = 2, ["merged"] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Compare_ShiftedField_GivesTheFiguresOfTheOverlap()
    {
        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, [Field(1, Box(0, 0, 10, 10))], [Field(2, Box(4, 0, 10, 10))]);

        ChangeLine row = rows.ShouldHaveSingleItem();
        row.Change.ShouldBe("changed");
        row.OverlapM2.ShouldBe(RectangleArea(Box(4, 0, 6, 10)), tolerance: 1e-3);
        row.Iou!.Value.ShouldBe(6.0 / 14, 1e-9);
        row.BeforeShare!.Value.ShouldBe(0.6, 1e-9);
        row.AfterShare!.Value.ShouldBe(0.6, 1e-9);
    }

    [Fact]
    public async Task Compare_LittleOverlap_IsGoneAndAppeared_WithWhatIsCovered()
    {
        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, [Field(1, Box(0, 0, 10, 10))], [Field(2, Box(7, 0, 10, 10))]);

        rows.Select(row => row.Fact).ShouldBe([("gone", 1, null), ("appeared", null, 2)], ignoreOrder: true);
        rows.ShouldAllBe(row => Math.Abs((row.BeforeShare ?? row.AfterShare)!.Value - 0.3) < 1e-9);
    }

    [Fact]
    public async Task Compare_SeveralRearrangedIntoSeveral_IsChanged()
    {
        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(
            Store,
            [Field(1, Box(0, 0, 10, 5)), Field(2, Box(0, 5, 10, 5))],
            [Field(3, Box(0, 0, 5, 10)), Field(4, Box(5, 0, 5, 10))],
            job => job with { Threshold = 0.4 });

        rows.Select(row => row.Fact).ShouldBe([("changed", 1, 3), ("changed", 1, 4), ("changed", 2, 3), ("changed", 2, 4)], ignoreOrder: true);
    }

    [Fact]
    public async Task Compare_NeighboursThatTouch_HaveNothingToDoWithEachOther()
    {
        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, [Field(1, Box(0, 0, 10, 10))], [Field(2, Box(10, 0, 10, 10)), Field(3, Box(0, 10, 10, 10))]);

        rows.Select(row => row.Fact).ShouldBe([("gone", 1, null), ("appeared", null, 2), ("appeared", null, 3)], ignoreOrder: true);
    }

    [Fact]
    public async Task Compare_FieldInTheHoleOfAnother_DoesNotOverlapIt()
    {
        Geometry ring = Box(0, 0, 30, 30).Difference(Box(10, 10, 10, 10));

        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, [Field(1, ring)], [Field(2, Box(10, 10, 10, 10)), Field(3, ring)]);

        rows.Select(row => row.Fact).ShouldBe([("unchanged", 1, 3), ("appeared", null, 2)], ignoreOrder: true);
    }

    /// <summary>A big polygon that one job has subdivided is still one field.</summary>
    [Fact]
    public async Task Compare_SubdividedField_IsOneField()
    {
        VectorFeature[] parts = [Field(101, Box(0, 0, 5, 10), partOf: 100), Field(102, Box(5, 0, 5, 10), partOf: 100)];

        (ChangeResult result, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, [Field(1, Box(0, 0, 10, 10))], parts);

        rows.Select(row => row.Fact).ShouldBe([("unchanged", 1, 100)]);
        rows[0].Iou!.Value.ShouldBe(1, 1e-9);
        (result.Before, result.After).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Compare_OtherLabels_AreLeftOut()
    {
        (ChangeResult result, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, [Field(1, Box(0, 0, 10, 10))], [Field(2, Box(0, 0, 10, 10), label: "road")]);

        rows.Select(row => row.Fact).ShouldBe([("gone", 1, null)]);
        result.After.ShouldBe(0);
    }

    [Fact]
    public async Task Compare_NothingAtAll_WritesOnePartWithoutRows() => (await CompareAsync(Store, [], [])).Result.Parts.ShouldHaveSingleItem().Rows.ShouldBe(0);

    [Fact]
    public async Task Compare_TwoTimeSteps_AsksWhichOne()
    {
        VectorFeature[] two = [Field(1, Box(0, 0, 1, 1)), Field(2, Box(5, 0, 1, 1), year: 2024)];

        ChangeInputException e = await Should.ThrowAsync<ChangeInputException>(() => CompareAsync(Store, two, two));
        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, two, two, job => job with
        {
            Before = job.Before with { Time = new DateOnly(2023, 1, 1) },
            After = job.After with { Time = new DateOnly(2024, 1, 1) },
        });

        e.Message.ShouldContain("before_time");
        rows.Select(row => row.Fact).ShouldBe([("gone", 1, null), ("appeared", null, 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task Compare_LinesOnly_SaysSo()
    {
        VectorFeature line = Field(1, new LineString([new(10, 50), new(10.1, 50)]));

        (await Should.ThrowAsync<ChangeInputException>(() => CompareAsync(Store, [line], [line]))).Message.ShouldContain("lines");
    }

    [Fact]
    public async Task Compare_PartDamagedOrMissing_NamesIt()
    {
        await Store.WriteAsync("bad.parquet", "PAR1"u8.ToArray());
        static ChangeSide SideOf(string key) => new("x", [key], null);
        ChangeJob job = new() { Before = SideOf("bad.parquet"), After = SideOf("bad.parquet"), Features = ["field"], OutputRoot = "diff" };

        (await Should.ThrowAsync<InvalidDataException>(() => ResultComparer.CompareAsync(Store, job))).Message.ShouldContain("bad.parquet");
        (await Should.ThrowAsync<FileNotFoundException>(() => ResultComparer.CompareAsync(Store, job with { Before = SideOf("none.parquet") }))).Message.ShouldContain("none.parquet");
    }

    [Fact]
    public async Task Compare_Parts_AreGeoParquetThatOthersRead()
    {
        (ChangeResult result, _) = await CompareAsync(Store, [Field(1, Box(0, 0, 10, 10))], [Field(2, Box(1, 0, 10, 10))]);

        System.Text.Json.JsonElement answer = await Node.RunAsync("hyparquet.mjs", Path.Combine(_folder, result.Parts[0].Key));

        await GeoParquetSchema.ShouldPassAsync(answer.GetProperty("geo"));
        answer.GetProperty("rows")[0].GetProperty("change").GetString().ShouldBe("unchanged");
        answer.GetProperty("rows")[0].GetProperty("before_id").GetString().ShouldBe("1");
    }

    /// <summary>The area of a rectangle of degrees on WGS 84 in closed form (Snyder 1987, equation 3-12), which shares no code with ours.</summary>
    internal static double RectangleArea(Geometry rectangle)
    {
        const double B = 6356752.314245179, E = 0.0818191908426215;
        Envelope box = rectangle.EnvelopeInternal;
        return B * B / 2 * double.DegreesToRadians(box.Width) * (Q(box.MaxY) - Q(box.MinY));

        static double Q(double latitude)
        {
            double s = Math.Sin(double.DegreesToRadians(latitude));
            return (s / (1 - (E * E * s * s))) + (Math.Atanh(E * s) / E);
        }
    }
}
