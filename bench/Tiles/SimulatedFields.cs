using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Bench.Tiles;

/// <summary>
/// Fields as the pipeline traces them: outlines of 10 m pixels, four crooked sides with steps, about 20 pixels across and some 50 corners each, in Hilbert
/// order. The same for the same number.
/// </summary>
internal static class SimulatedFields
{
    private const double West = 15;
    private const double North = 48;
    private const double PixelLongitude = 1.34e-4;
    private const double PixelLatitude = 9e-5;
    private const int CellPixels = 22;

    public static IEnumerable<VectorFeature> Make(int count)
    {
        int zoom = 0;
        while (1L << (2 * zoom) < count)
        {
            zoom++;
        }

        ulong first = new TileId(zoom, 0, 0).ToNumber();
        for (int i = 0; i < count; i++)
        {
            TileId cell = TileId.FromNumber(first + (ulong)i);
            Random random = new((cell.X * 46349) + cell.Y);
            Polygon outline = Outline(cell, random);
            yield return new VectorFeature
            {
                Id = (long)(random.NextInt64() & ((1L << 53) - 1)),
                Label = "field",
                Time = new DateOnly(2024, 1, 1),
                Pixels = (long)Math.Round(outline.Area / (PixelLongitude * PixelLatitude)),
                AreaM2 = outline.Area / (PixelLongitude * PixelLatitude) * (99 + (2 * random.NextDouble())), // pixels of an ellipsoid
                PerimeterM = outline.Length / (PixelLongitude + PixelLatitude) * 20,
                ScoreMean = 0.5 + (0.4 * random.NextDouble()),
                ScoreMin = 0.5 * random.NextDouble(),
                ScoreMax = 0.9 + (0.1 * random.NextDouble()),
                ScoreStd = 0.2 * random.NextDouble(),
                Geometry = outline,
            };
        }
    }

    private static Polygon Outline(TileId cell, Random random)
    {
        // Corners of the cell, moved by up to 3 pixels inwards or 1 outwards; sides are walked in steps of whole pixels.
        Span<(int X, int Y)> corners =
        [
            (random.Next(1, 5), random.Next(1, 5)),
            (CellPixels - random.Next(1, 5), random.Next(1, 5)),
            (CellPixels - random.Next(1, 5), CellPixels - random.Next(1, 5)),
            (random.Next(1, 5), CellPixels - random.Next(1, 5)),
        ];
        List<double> ordinates = [];
        for (int side = 0; side < 4; side++)
        {
            Walk(corners[side], corners[(side + 1) % 4], random, (x, y) =>
            {
                ordinates.Add(West + (((cell.X * CellPixels) + x) * PixelLongitude));
                ordinates.Add(North - (((cell.Y * CellPixels) + y) * PixelLatitude));
            });
        }

        ordinates.Add(ordinates[0]);
        ordinates.Add(ordinates[1]);
        return new Polygon(new LinearRing(new PackedDoubleCoordinateSequence([.. ordinates], 2, 0), GeometryFactory.Default));
    }

    /// <summary>Corners from one to before another, along pixel edges; some steps stand out by a pixel.</summary>
    private static void Walk((int X, int Y) from, (int X, int Y) to, Random random, Action<int, int> add)
    {
        bool flat = Math.Abs(to.X - from.X) >= Math.Abs(to.Y - from.Y);
        (int length, int rise) = flat ? (to.X - from.X, to.Y - from.Y) : (to.Y - from.Y, to.X - from.X);
        int steps = Math.Abs(length);
        int level = 0;
        Place(0, 0);
        for (int i = 2; i < steps - 1; i++)
        {
            int wanted = (int)Math.Round((double)rise * i / steps) + (random.Next(4) == 0 ? 1 : 0);
            if (wanted != level)
            {
                Place(i, level);
                Place(i, wanted);
                level = wanted;
            }
        }

        if (level != rise)
        {
            Place(steps - 1, level);
            Place(steps - 1, rise);
        }

        void Place(int along, int across)
        {
            int forward = along * Math.Sign(length);
            add(from.X + (flat ? forward : across), from.Y + (flat ? across : forward));
        }
    }
}
