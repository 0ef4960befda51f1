using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public class PolygonizerPropertyTests
{
    private const int Rasters = 600;

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Sweep_EveryBlockSize_EqualsWholeRaster(int connectivity)
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            string whole = Polygonizer.Describe(Polygonizer.Run(scores, width, height, 64, connectivity: connectivity));
            for (int blockSize = 1; blockSize <= Math.Max(width, height); blockSize++)
            {
                Polygonizer.Describe(Polygonizer.Run(scores, width, height, blockSize, connectivity: connectivity)).ShouldBe(whole, $"seed {seed}, block size {blockSize}");
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Sweep_RandomRaster_PolygonsCoverTheirRegionAndNothingElse(int connectivity)
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            int[] expected = FloodFill(scores, width, height, connectivity, out int regions);
            List<PixelPolygon> polygons = Polygonizer.Run(scores, width, height, 5, connectivity: connectivity);
            polygons.Count.ShouldBe(regions, $"seed {seed}");
            for (int i = 0; i < polygons.Count; i++)
            {
                // Both are numbered in row-major order of first pixels.
                Covered(polygons[i], width, height).ShouldBe(expected.Select(label => label == i + 1), $"seed {seed}, polygon {i}");
                polygons[i].Statistics.Pixels.ShouldBe(expected.Count(label => label == i + 1));
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Build_RandomRaster_GeometriesAreValidAndNeverCross(int connectivity)
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            List<PixelPolygon> polygons = Polygonizer.Run(scores, width, height, 4, connectivity: connectivity);
            Geometry[] geometries = [.. polygons.Select(polygon => Polygonizer.ToGeometry(polygon, connectivity))];
            for (int i = 0; i < geometries.Length; i++)
            {
                IsValidOp check = new(geometries[i]);
                check.IsValid.ShouldBeTrue($"seed {seed}: {check.ValidationError}");
                geometries[i].Area.ShouldBe(polygons[i].Statistics.Pixels);
                for (int j = 0; j < i && seed < 100; j++)
                {
                    // 4-connected polygons of one label share corners at most, 8-connected ones nothing.
                    bool apart = geometries[i].Disjoint(geometries[j]) || (connectivity == 4 && geometries[i].Relate(geometries[j], "FF*F0****"));
                    apart.ShouldBeTrue($"seed {seed}, polygons {i} and {j}");
                }
            }
        }
    }

    [Fact]
    public void Sweep_RandomScores_StatisticsEqualThoseOfTheScores()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            int[] regions = FloodFill(scores, width, height, 4, out int count);
            List<PixelPolygon> polygons = Polygonizer.Run(scores, width, height, 3);
            for (int i = 0; i < count; i++)
            {
                double[] own = [.. scores.Where((_, pixel) => regions[pixel] == i + 1).Select(score => (double)score)];
                double mean = own.Average();
                PolygonStatistics statistics = polygons[i].Statistics;
                statistics.ScoreMean.ShouldBe(mean, 1e-7);
                statistics.ScoreMin.ShouldBe((float)own.Min());
                statistics.ScoreMax.ShouldBe((float)own.Max());
                statistics.ScoreStd.ShouldBe(Math.Sqrt(own.Average(score => (score - mean) * (score - mean))), 1e-7);
            }
        }
    }

    [Fact]
    public void ScoreSums_EveryLengthAndPlace_EqualTheScalarSums()
    {
        Random random = new(5);
        float[] scores = [.. Enumerable.Range(0, 700).Select(i => i % 200 == 150 ? 70_000f * random.NextSingle() : random.NextSingle())];
        foreach (int length in (int[])[1, 2, 7, 8, 9, 31, 127, 128, 129, 300, 700])
        {
            PolygonStatistics sums = ScoreSums.Of(scores.AsSpan(0, length), default);
            Int128[] units = [.. scores.Take(length).Select(score => (Int128)Math.Round(Math.Min(score, 65536) * 16777216.0))];
            sums.ScoreSum.ShouldBe(units.Aggregate((Int128)0, (sum, unit) => sum + unit));
            sums.ScoreSquares.ShouldBe(units.Aggregate((Int128)0, (sum, unit) => sum + (unit * unit)));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Sweep_CornersSpilledToDisk_EqualsAllInMemory(int connectivity)
    {
        // A comb joined at its foot, with holes in its teeth, and noise: open outlines and open holes until the last row.
        const int Side = 300;
        Random random = new(3);
        float[] scores = new float[Side * Side];
        for (int i = 0; i < scores.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, Side);
            scores[i] = y == Side - 1 || (x % 10 < 7 && random.Next(5) > 0) ? 1 : 0;
        }

        string expected = Polygonizer.Describe(Polygonizer.Run(scores, Side, Side, 64, connectivity: connectivity));
        Polygonizer.Describe(Polygonizer.Run(scores, Side, Side, 64, connectivity: connectivity, cornersInMemory: 500)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Sweep_Checkerboard_EveryPixelOrOneRegion(int connectivity)
    {
        float[] scores = [.. Enumerable.Range(0, 20 * 20).Select(i => ((i / 20) + i) % 2 == 0 ? 1f : 0f)];
        List<PixelPolygon> polygons = Polygonizer.Run(scores, 20, 20, 7, connectivity: connectivity);
        polygons.Count.ShouldBe(connectivity == 4 ? 200 : 1);
        foreach (PixelPolygon polygon in polygons)
        {
            Geometry geometry = Polygonizer.ToGeometry(polygon, connectivity);
            geometry.IsValid.ShouldBeTrue();
            geometry.NumGeometries.ShouldBe(connectivity == 4 ? 1 : 200);
        }
    }

    private static (float[] Scores, int Width, int Height) RandomRaster(int seed)
    {
        Random random = new(seed);
        int width = random.Next(1, 17);
        int height = random.Next(1, 17);
        double density = 0.2 + (0.7 * random.NextDouble());
        int smooth = random.Next(1, 4);
        float[] scores = new float[width * height];
        for (int i = 0; i < scores.Length; i++)
        {
            int block = ((i / width / smooth * 31) + (i % width / smooth)) * 7919;
            bool inside = smooth == 1 ? random.NextDouble() < density : new Random(seed + block).NextDouble() < density;
            scores[i] = random.Next(40) == 0 ? float.NaN : (float)(inside ? 0.5001 + (0.4999 * random.NextDouble()) : 0.5 * random.NextDouble());
        }

        return (scores, width, height);
    }

    private static int[] FloodFill(float[] scores, int width, int height, int connectivity, out int regions)
    {
        int[] labels = new int[scores.Length];
        regions = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (labels[i] != 0 || !(scores[i] > 0.5f))
            {
                continue;
            }

            regions++;
            Stack<int> stack = new([i]);
            while (stack.TryPop(out int at))
            {
                if (labels[at] != 0 || !(scores[at] > 0.5f))
                {
                    continue;
                }

                labels[at] = regions;
                (int y, int x) = Math.DivRem(at, width);
                for (int step = 0; step < 9; step++)
                {
                    (int nx, int ny) = (x + (step % 3) - 1, y + (step / 3) - 1);
                    if (nx >= 0 && nx < width && ny >= 0 && ny < height && (connectivity == 8 || nx == x || ny == y))
                    {
                        stack.Push((ny * width) + nx);
                    }
                }
            }
        }

        return labels;
    }

    /// <summary>Which pixel centres a polygon holds: even-odd over all rings.</summary>
    private static bool[] Covered(PixelPolygon polygon, int width, int height)
    {
        bool[] inside = new bool[width * height];
        foreach (PixelCorner[] ring in polygon.Holes.Append(polygon.Shell))
        {
            for (int i = 0; i < ring.Length; i++)
            {
                PixelCorner a = ring[i];
                PixelCorner b = ring[(i + 1) % ring.Length];
                for (int y = Math.Min(a.Y, b.Y); y < Math.Max(a.Y, b.Y); y++)
                {
                    for (int x = a.X; x < width; x++)
                    {
                        inside[(y * width) + x] ^= true;
                    }
                }
            }
        }

        return inside;
    }
}
