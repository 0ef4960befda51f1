namespace RasterFlow.Vectors;

/// <summary>A set of pixels in squares of 64 x 64 bits, only where there are any: memory grows with the pixels and not with their box.</summary>
internal sealed class SparseMask
{
    private const int Side = 64;

    private readonly Dictionary<(int X, int Y), ulong[]> _squares = [];

    /// <summary>Fills the pixels that rings on pixel corners enclose, by the even-odd rule.</summary>
    public static SparseMask Fill(PixelPolygon polygon)
    {
        SparseMask mask = new();
        List<(int Y, int X)> walls = [];
        foreach (PixelCorner[] ring in polygon.Holes.Prepend(polygon.Shell))
        {
            PixelCorner a = ring[^1];
            foreach (PixelCorner b in ring)
            {
                for (int y = Math.Min(a.Y, b.Y); y < Math.Max(a.Y, b.Y); y++)
                {
                    walls.Add((y, a.X));
                }

                a = b;
            }
        }

        walls.Sort();
        for (int i = 0; i + 1 < walls.Count; i += 2)
        {
            for (int x = walls[i].X; x < walls[i + 1].X; x++)
            {
                mask.Set(x, walls[i].Y);
            }
        }

        return mask;
    }

    /// <summary>Whether a pixel is in the set.</summary>
    public bool Has(int x, int y) =>
        _squares.TryGetValue((x >> 6, y >> 6), out ulong[]? rows) && ((rows[y & (Side - 1)] >> (x & (Side - 1))) & 1) != 0;

    /// <summary>Adds a pixel.</summary>
    public void Set(int x, int y)
    {
        if (!_squares.TryGetValue((x >> 6, y >> 6), out ulong[]? rows))
        {
            _squares[(x >> 6, y >> 6)] = rows = new ulong[Side];
        }

        rows[y & (Side - 1)] |= 1UL << (x & (Side - 1));
    }

    /// <summary>Removes a pixel.</summary>
    public void Remove(int x, int y)
    {
        if (_squares.TryGetValue((x >> 6, y >> 6), out ulong[]? rows))
        {
            rows[y & (Side - 1)] &= ~(1UL << (x & (Side - 1)));
        }
    }

    /// <summary>All pixels, in row-major order.</summary>
    public List<PixelCorner> Pixels()
    {
        List<PixelCorner> pixels = [];
        foreach (((int squareX, int squareY), ulong[] rows) in _squares)
        {
            for (int row = 0; row < Side; row++)
            {
                for (ulong bits = rows[row]; bits != 0; bits &= bits - 1)
                {
                    pixels.Add(new PixelCorner((squareX * Side) + System.Numerics.BitOperations.TrailingZeroCount(bits), (squareY * Side) + row));
                }
            }
        }

        pixels.Sort();
        return pixels;
    }

    /// <summary>The eight neighbours as bits, clockwise from the one to the north: N, NE, E, SE, S, SW, W, NW.</summary>
    public int Neighbours(PixelCorner pixel)
    {
        int bits = 0;
        for (int i = 0; i < Around.Length; i++)
        {
            bits |= Has(pixel.X + Around[i].X, pixel.Y + Around[i].Y) ? 1 << i : 0;
        }

        return bits;
    }

    /// <summary>The steps to the neighbours in the order of <see cref="Neighbours"/>.</summary>
    public static ReadOnlySpan<PixelCorner> Steps => Around;

    private static readonly PixelCorner[] Around = [new(0, -1), new(1, -1), new(1, 0), new(1, 1), new(0, 1), new(-1, 1), new(-1, 0), new(-1, -1)];
}
