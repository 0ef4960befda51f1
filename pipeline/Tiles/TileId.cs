namespace RasterFlow.Tiles;

/// <summary>A tile of the web-Mercator pyramid (XYZ scheme: y grows southwards).</summary>
/// <param name="Z">Zoom, 0 to <see cref="MaxZoom"/>.</param>
/// <param name="X">Column, 0 to 2^Z - 1.</param>
/// <param name="Y">Row, 0 to 2^Z - 1.</param>
public readonly record struct TileId(int Z, int X, int Y)
{
    /// <summary>The deepest zoom whose numbers fit 64 bits (PMTiles 3, "Tile ID").</summary>
    public const int MaxZoom = 31;

    /// <summary>The PMTiles tile id: tiles of all lower zooms first, then the place on the zoom's Hilbert curve (PMTiles 3, section 4.1.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tile.</exception>
    public ulong ToNumber()
    {
        long side = 1L << Z;
        if (Z is < 0 or > MaxZoom || X < 0 || Y < 0 || X >= side || Y >= side)
        {
            throw new ArgumentOutOfRangeException(nameof(Z), $"There is no tile {Z}/{X}/{Y}.");
        }

        ulong number = FirstOfZoom(Z);
        (long x, long y) = (X, Y);
        for (long half = side >> 1; half > 0; half >>= 1)
        {
            long right = (x & half) > 0 ? 1 : 0;
            long lower = (y & half) > 0 ? 1 : 0;
            number += (ulong)half * (ulong)half * (ulong)((3 * right) ^ lower);
            Rotate(half, ref x, ref y, right, lower);
        }

        return number;
    }

    /// <summary>The tile with a PMTiles tile id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number lies beyond <see cref="MaxZoom"/>.</exception>
    public static TileId FromNumber(ulong number)
    {
        int z = 0;
        while (number >= FirstOfZoom(z + 1))
        {
            if (++z > MaxZoom)
            {
                throw new ArgumentOutOfRangeException(nameof(number), number, $"The tile id lies beyond zoom {MaxZoom}.");
            }
        }

        ulong rest = number - FirstOfZoom(z);
        long x = 0;
        long y = 0;
        for (long half = 1; half < 1L << z; half <<= 1)
        {
            long right = (long)(rest / 2) & 1;
            long lower = (long)(rest ^ (ulong)right) & 1;
            Rotate(half, ref x, ref y, right, lower);
            x += half * right;
            y += half * lower;
            rest /= 4;
        }

        return new TileId(z, (int)x, (int)y);
    }

    /// <summary>Tiles of all zooms below: (4^z - 1) / 3.</summary>
    private static ulong FirstOfZoom(int z) => (ulong)(((UInt128.One << (2 * z)) - 1) / 3);

    private static void Rotate(long half, ref long x, ref long y, long right, long lower)
    {
        if (lower != 0)
        {
            return;
        }

        if (right == 1)
        {
            x = half - 1 - x;
            y = half - 1 - y;
        }

        (x, y) = (y, x);
    }
}
