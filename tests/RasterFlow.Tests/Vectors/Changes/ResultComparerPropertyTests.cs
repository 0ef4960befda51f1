using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Vectors.Changes;
using static RasterFlow.Tests.Vectors.Changes.ChangeSamples;

namespace RasterFlow.Tests.Vectors.Changes;

/// <summary>Comparisons of random results, against each other and against a comparison of every pair.</summary>
public sealed class ResultComparerPropertyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("changes-").FullName;

    private FileObjectStore Store => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Compare_WithItself_IsUnchangedThroughout(int seed)
    {
        VectorFeature[] fields = Random(seed, 3000);

        (ChangeResult result, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, fields, fields);

        rows.Count.ShouldBe(fields.Length);
        rows.ShouldAllBe(row => row.Change == "unchanged" && row.Before == row.After && row.Iou == 1);
        result.Changes["unchanged"].ShouldBe(fields.Length);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Compare_TheOtherWayRound_IsTheMirror(int seed)
    {
        VectorFeature[] before = Random(seed, 2500);
        VectorFeature[] after = Random(seed + 100, 2500);

        (_, IReadOnlyList<ChangeLine> there) = await CompareAsync(Store, before, after);
        (_, IReadOnlyList<ChangeLine> back) = await CompareAsync(Store, after, before);

        ChangeLine[] expected = Sorted(there.Select(row => row.Mirror()));
        ChangeLine[] actual = Sorted(back);
        actual.Select(row => row.Fact).ShouldBe(expected.Select(row => row.Fact));
        for (int i = 0; i < actual.Length; i++)
        {
            // What several neighbours cover is summed in the order in which they are met.
            (actual[i] with { OverlapM2 = 0, BeforeShare = null, AfterShare = null }).ShouldBe(expected[i] with { OverlapM2 = 0, BeforeShare = null, AfterShare = null });
            actual[i].OverlapM2.ShouldBe(expected[i].OverlapM2, 1e-6);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Compare_RandomFields_EqualsAComparisonOfEveryPair(int seed)
    {
        VectorFeature[] before = Random(seed, 250);
        VectorFeature[] after = Random(seed + 100, 250);

        (_, IReadOnlyList<ChangeLine> rows) = await CompareAsync(Store, before, after);

        rows.Select(row => row.Fact).Order().ShouldBe(EveryPair(before, after).Order());
    }

    [Fact]
    public async Task Compare_Twice_GivesTheSameBytes()
    {
        VectorFeature[] before = Random(7, 2100);
        VectorFeature[] after = Random(8, 2100);

        (ChangeResult first, _) = await CompareAsync(Store, before, after);
        (ChangeResult second, _) = await CompareAsync(Store, before, after);

        byte[] one = (await Store.ReadAsync(first.Parts[0].Key))!;
        byte[] other = (await Store.ReadAsync(second.Parts[0].Key))!;
        other.AsSpan().SequenceEqual(one).ShouldBeTrue();
    }

    /// <summary>Rectangles on whole units that do not overlap each other: cells of a grid, each halved or not, some left out.</summary>
    private static VectorFeature[] Random(int seed, int count)
    {
        Random random = new(seed);
        int side = (int)Math.Ceiling(Math.Sqrt(count * 2));
        List<VectorFeature> fields = [];
        for (int cell = 0; fields.Count < count; cell++)
        {
            (int x, int y) = (cell % side * 20, cell / side * 20);
            long id = random.NextInt64(1L << 53);
            switch (random.Next(4))
            {
                case 0:
                    fields.Add(Field(id, Box(x, y, 10, 20)));
                    fields.Add(Field(id + 1, Box(x + 10, y, 10, 20)));
                    break;
                case 1:
                    fields.Add(Field(id, Box(x + random.Next(3), y + random.Next(9), 17, 11)));
                    break;
                case 2:
                    fields.Add(Field(id, Box(x, y, 20, 20)));
                    break;
            }
        }

        return [.. fields.Take(count).OrderBy(_ => random.Next())];
    }

    /// <summary>The definition, pair by pair, on rectangles whose areas have a formula.</summary>
    private static IEnumerable<(string, long?, long?)> EveryPair(VectorFeature[] before, VectorFeature[] after)
    {
        (VectorFeature A, VectorFeature B, double Iou)[] links = [.. before.SelectMany(a => after.Select(b => (a, b, Overlap(a, b)))).Where(pair => pair.Item3 > 0)
            .Select(pair => (pair.a, pair.b, pair.Item3, Area(pair.a), Area(pair.b)))
            .Where(pair => pair.Item3 >= 0.5 * Math.Min(pair.Item4, pair.Item5))
            .Select(pair => (pair.a, pair.b, pair.Item3 / (pair.Item4 + pair.Item5 - pair.Item3)))];
        ILookup<long, VectorFeature> ofBefore = links.ToLookup(link => link.A.Id, link => link.B);
        ILookup<long, VectorFeature> ofAfter = links.ToLookup(link => link.B.Id, link => link.A);
        foreach ((VectorFeature a, VectorFeature b, double iou) in links)
        {
            string kind = (ofBefore[a.Id].Count(), ofAfter[b.Id].Count()) switch
            {
                (1, 1) => iou >= 0.8 ? "unchanged" : "changed",
                ( > 1, 1) => "split",
                (1, > 1) => "merged",
                _ => "changed",
            };
            yield return (kind, a.Id, b.Id);
        }

        foreach (VectorFeature a in before.Where(a => !ofBefore.Contains(a.Id)))
        {
            yield return ("gone", a.Id, null);
        }

        foreach (VectorFeature b in after.Where(b => !ofAfter.Contains(b.Id)))
        {
            yield return ("appeared", null, b.Id);
        }
    }

    private static double Area(VectorFeature field) => ResultComparerTests.RectangleArea(field.Geometry);

    private static double Overlap(VectorFeature a, VectorFeature b)
    {
        NetTopologySuite.Geometries.Envelope box = a.Geometry.EnvelopeInternal.Intersection(b.Geometry.EnvelopeInternal);
        return box.IsNull || box.Area < 1e-12 ? 0 : ResultComparerTests.RectangleArea(a.Geometry.Factory.ToGeometry(box));
    }

    private static ChangeLine[] Sorted(IEnumerable<ChangeLine> rows) => [.. rows.OrderBy(row => row.Before).ThenBy(row => row.After).ThenBy(row => row.Change, StringComparer.Ordinal)];
}
