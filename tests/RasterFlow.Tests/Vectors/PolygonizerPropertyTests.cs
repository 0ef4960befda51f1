using NetTopologySuite.Operation.Valid;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public class PolygonizerPropertyTests
{
    private const int Rasters = 600;

    [Fact]
    public void Stitch_EveryBlockSize_EqualsWholeRaster()
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            string whole = Polygonizer.Describe(Polygonizer.Run(scores, width, height, 64));
            for (int blockSize = 1; blockSize <= Math.Max(width, height); blockSize++)
            {
                Polygonizer.Describe(Polygonizer.Run(scores, width, height, blockSize)).ShouldBe(whole, $"seed {seed}, block size {blockSize}");
            }
        }
    }

    [Fact]
    public void Trace_RandomRaster_PolygonsCoverTheirComponentAndNothingElse()
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            int[] expected = FloodFill(scores, width, height, out int components);
            List<PixelPolygon> polygons = Polygonizer.Run(scores, width, height, 5);
            polygons.Count.ShouldBe(components, $"seed {seed}");
            for (int i = 0; i < polygons.Count; i++)
            {
                // Both are numbered in row-major order of first pixels.
                Covered(polygons[i], width, height).ShouldBe(expected.Select(label => label == i + 1), $"seed {seed}, polygon {i}");
                polygons[i].Statistics.Pixels.ShouldBe(expected.Count(label => label == i + 1));
            }
        }
    }

    [Fact]
    public void Trace_RandomRaster_PolygonsAreValid()
    {
        for (int seed = 0; seed < Rasters; seed++)
        {
            (float[] scores, int width, int height) = RandomRaster(seed);
            foreach (PixelPolygon polygon in Polygonizer.Run(scores, width, height, 4))
            {
                IsValidOp check = new(Polygonizer.ToGeometry(polygon));
                check.IsValid.ShouldBeTrue($"seed {seed}: {check.ValidationError}");
                Polygonizer.ToGeometry(polygon).Area.ShouldBe(polygon.Statistics.Pixels);
                Polygonizer.ToGeometry(polygon).Shell.IsCCW.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Trace_RandomScores_SumsAreExactForEveryBlockSize()
    {
        (float[] scores, int width, int height) = RandomRaster(7);
        PixelPolygon[] polygons = [.. Polygonizer.Run(scores, width, height, 3)];
        Int128 expected = 0;
        foreach (float score in scores.Where(score => score > 0.5f))
        {
            expected += (Int128)Math.Round(score * 4294967296.0, MidpointRounding.AwayFromZero);
        }

        polygons.Aggregate((Int128)0, (sum, p) => sum + p.Statistics.ScoreSum).ShouldBe(expected);
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

    private static int[] FloodFill(float[] scores, int width, int height, out int components)
    {
        int[] labels = new int[scores.Length];
        components = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (labels[i] != 0 || !(scores[i] > 0.5f))
            {
                continue;
            }

            components++;
            Stack<int> stack = new([i]);
            while (stack.TryPop(out int at))
            {
                if (labels[at] != 0 || !(scores[at] > 0.5f))
                {
                    continue;
                }

                labels[at] = components;
                (int y, int x) = Math.DivRem(at, width);
                if (x > 0) { stack.Push(at - 1); }
                if (x < width - 1) { stack.Push(at + 1); }
                if (y > 0) { stack.Push(at - width); }
                if (y < height - 1) { stack.Push(at + width); }
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
