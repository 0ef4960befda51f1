using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>Smoothing and simplifying: labels that cover a raster together go on doing so.</summary>
public class CoverageTests
{
    private const int Rasters = 150;

    [Theory]
    [InlineData(false, 0.3)]
    [InlineData(false, 0.49)]
    [InlineData(true, 0)]
    [InlineData(true, 0.2)]
    [InlineData(true, 0.49)]
    public void RunTogether_RandomClasses_StayValidAndCoverTheRasterOnce(bool smooth, double tolerance)
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[][] labels, int width, int height) = RandomClasses(seed);
            Geometry[] all = [.. Polygonizer.RunTogether(labels, width, height, 5, Job(smooth, tolerance)).SelectMany(p => p).Select(p => Polygonizer.ToGeometry(p, 4, 2))];
            all.ShouldAllBe(g => g.IsValid, $"seed {seed}");

            // Neither gap nor overlap: the areas add up to the area of the union, which is in one piece without holes and, away from its corners, the raster.
            Geometry union = UnaryUnionOp.Union(all);
            all.Sum(g => g.Area).ShouldBe(union.Area, 1e-9, $"seed {seed}");
            (union is Polygon { NumInteriorRings: 0 }).ShouldBeTrue($"seed {seed}: {union.GeometryType}");
            union.Area.ShouldBe(width * height, smooth ? 2.5 : 1e-9, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(true, 0.49)]
    [InlineData(false, 0.4)]
    public void RunTogether_EveryBlockSize_GivesTheSame(bool smooth, double tolerance)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            (float[][] labels, int width, int height) = RandomClasses(seed);
            string whole = Describe(64);
            foreach (int blockSize in (int[])[1, 3, 7])
            {
                Describe(blockSize).ShouldBe(whole, $"seed {seed}, block size {blockSize}");
            }

            string Describe(int blockSize) => string.Join("\n\n", Polygonizer.RunTogether(labels, width, height, blockSize, Job(smooth, tolerance)).Select(Polygonizer.Describe));
        }
    }

    /// <summary>
    /// In a UTM zone, five degrees off its meridian, where straight lines bend by metres: neighbours in EPSG:4326 neither overlap nor gape, not even by a
    /// rounding error, with coordinates as they are and rounded.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    [InlineData(5)]
    public void RunTogether_GridWhoseLinesBend_NeighboursMeetExactly(int? decimals)
    {
        FeatureBuilder builder = new(new RasterGrid(Crs.FromEpsg(32633), 850_000, 5_400_000, 10, 900, 700));
        using GeometryProcessor processor = new(new PolygonProcessing { PrecisionDecimals = decimals }, null);
        for (int seed = 0; seed < 6; seed++)
        {
            (float[][] labels, int width, int height) = RandomRectangles(seed);
            Geometry[] all = [.. Polygonizer.RunTogether(labels, width, height, 256, Job(false, 0), builder.Bends).SelectMany(p => p).SelectMany(p => processor.Finish(builder.Build(p)))];

            for (int i = 0; i < all.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    bool areApart = !all[i].EnvelopeInternal.Intersects(all[j].EnvelopeInternal) || all[i].Relate(all[j])[Location.Interior, Location.Interior] == Dimension.False;
                    areApart.ShouldBeTrue($"seed {seed}: {i} and {j} overlap");
                }
            }

            (UnaryUnionOp.Union(all) is Polygon { NumInteriorRings: 0 }).ShouldBeTrue($"seed {seed}: gaps between neighbours");
        }
    }

    [Fact]
    public void RunTogether_SlantedBorder_BecomesAStraightLine()
    {
        // Above the diagonal and below it: one straight border, shared, instead of 20 steps.
        const int Side = 20;
        float[] above = [.. Enumerable.Range(0, Side * Side).Select(i => i % Side > i / Side ? 1f : 0f)];
        float[] below = [.. above.Select(score => 1 - score)];
        List<PixelPolygon>[] polygons = Polygonizer.RunTogether([above, below], Side, Side, 8, Job(true, 0.49) with { Features = ["a", "b"] });
        polygons.ShouldAllBe(label => label.Count == 1 && label[0].CornerCount < 10);
    }

    private static VectorizeJob Job(bool smooth, double tolerance) => new()
    {
        PredictionRoot = "p",
        Features = ["a", "b", "c"],
        WorkRoot = "w",
        OutputRoot = "o",
        Processing = new PolygonProcessing { Smooth = smooth, SimplifyPixels = tolerance },
    };

    /// <summary>Three classes that share out a raster in rectangles with edges of up to hundreds of pixels, whose corners lie on each other's edges.</summary>
    private static (float[][] Labels, int Width, int Height) RandomRectangles(int seed)
    {
        Random random = new(seed);
        const int Width = 900;
        const int Height = 700;
        int[] classes = new int[Width * Height];
        for (int rectangle = 0; rectangle < 60; rectangle++)
        {
            (int left, int top) = (random.Next(Width), random.Next(Height));
            (int right, int bottom) = (Math.Min(Width, left + random.Next(2, 500)), Math.Min(Height, top + random.Next(2, 400)));
            int kind = random.Next(3);
            for (int y = top; y < bottom; y++)
            {
                classes.AsSpan((y * Width) + left, right - left).Fill(kind);
            }
        }

        return ([.. Enumerable.Range(0, 3).Select(label => classes.Select(c => c == label ? 1f : 0f).ToArray())], Width, Height);
    }

    /// <summary>Three classes that share out every pixel, in patches or as noise.</summary>
    private static (float[][] Labels, int Width, int Height) RandomClasses(int seed)
    {
        Random random = new(seed);
        int width = random.Next(2, 15);
        int height = random.Next(2, 15);
        int patch = random.Next(1, 4);
        int[] classes = [.. Enumerable.Range(0, width * height).Select(i => new Random((seed * 7919) + (i / width / patch * 31) + (i % width / patch)).Next(3))];
        return ([.. Enumerable.Range(0, 3).Select(label => classes.Select(c => c == label ? 1f : 0f).ToArray())], width, height);
    }
}
