namespace RasterFlow.Tiles;

/// <summary>Draws a crowded tile with less: small polygons add up to squares, small holes are filled, outlines lose small corners.</summary>
internal static class TileCoarsener
{
    /// <summary>Coarser pieces, in the same order.</summary>
    /// <param name="pieces">The pieces of one tile.</param>
    /// <param name="smallest">Area of the smallest thing to draw, square tile units.</param>
    public static List<TilePiece> Coarsen(IReadOnlyList<TilePiece> pieces, double smallest)
    {
        List<TilePiece> result = [];
        Dictionary<int, double> sums = [];
        foreach (TilePiece piece in pieces)
        {
            ref double sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(sums, piece.Layer, out _);
            IReadOnlyList<TilePoint[]> rings = piece.Feature.Rings;
            double area = rings.Sum(ring => TileRing.TwiceArea(ring) / 2.0);
            IReadOnlyList<TilePoint[]>? drawn = area >= smallest ? Simplify(rings, smallest, ref sum) : AddUp(rings[0], area, smallest, ref sum);
            if (drawn is not null)
            {
                result.Add(piece with { Feature = piece.Feature with { Rings = drawn } });
            }
        }

        return result;
    }

    private static IReadOnlyList<TilePoint[]>? AddUp(TilePoint[] shell, double area, double smallest, ref double sum)
    {
        sum += area;
        if (sum < smallest)
        {
            return null;
        }

        int side = (int)Math.Sqrt(sum);
        sum -= (double)side * side;
        TilePoint corner = new(((shell.Min(p => p.X) + shell.Max(p => p.X)) - side) / 2, ((shell.Min(p => p.Y) + shell.Max(p => p.Y)) - side) / 2);
        return [[corner, new(corner.X + side, corner.Y), new(corner.X + side, corner.Y + side), new(corner.X, corner.Y + side)]];
    }

    private static List<TilePoint[]>? Simplify(IReadOnlyList<TilePoint[]> rings, double smallest, ref double sum)
    {
        List<TilePoint[]> kept = [rings[0]];
        for (int i = 1; i < rings.Count; i++)
        {
            double hole = -TileRing.TwiceArea(rings[i]) / 2.0;
            if (hole >= smallest)
            {
                kept.Add(rings[i]);
            }
            else
            {
                sum -= hole;
            }
        }

        double tolerance = smallest / 64;
        (double X, double Y)[][] points = [.. kept.Select(ring => ring.Select(p => ((double)p.X, (double)p.Y)).ToArray())];
        double[][] weights = RingSimplifier.Weigh(points, tolerance);
        List<TilePoint[]> result = [];
        for (int i = 0; i < kept.Count; i++)
        {
            (double X, double Y)[] left = [.. points[i].Where((_, at) => double.IsPositiveInfinity(weights[i][at]))];
            if (TileRing.Snap(left, 0, 0, outer: i == 0) is { } ring)
            {
                result.Add(ring);
            }
            else if (i == 0)
            {
                return null;
            }
        }

        return result;
    }
}
