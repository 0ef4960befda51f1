using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Cuts what is composited at once (a run of blocks) into what is held at once, so that memory stays bounded whatever its size and the number of scenes: panels, for which the
/// masks of all scenes are kept (a bit a pixel), and in them parts, for which one band of all scenes is held.
/// </summary>
/// <remarks>
/// A tile of an image is decoded whole, so parts follow the tiles: each holds whole tiles where memory allows, or a tile is cut into parts that come one right after the other.
/// Parts go from west to east, all rows of tiles of a column before the next column: a tile on the line between two parts is wanted again at once or never, and
/// <see cref="TileCache"/> need not hold more than the tiles of all scenes under two parts. Images in strips of rows are worked off from north to south instead.
/// </remarks>
/// <param name="MaxPlaneSamples">Samples in one set of planes (one band of all scenes of a part). Two sets are alive at a time: being read, being sorted.</param>
/// <param name="MaxMaskBits">Bits in the masks of all scenes of a panel.</param>
internal sealed record BlockParts(int MaxPlaneSamples, long MaxMaskBits)
{
    /// <summary>Twice 20 MB for planes and 64 MB for masks: those of a run of four blocks of 1024 pixels with 128 scenes.</summary>
    public static BlockParts Default { get; } = new(10 << 20, 512L << 20);

    /// <summary>Narrower (lower) parts would cost more in requests and repeated work than they save.</summary>
    private const int LeastSide = 16;

    /// <summary>The panels of a window.</summary>
    /// <param name="window">What is composited at once.</param>
    /// <param name="scenes">Masks that are held of each panel.</param>
    /// <param name="tiles">How the scenes' images are cut; null when it is not known.</param>
    public IEnumerable<PixelWindow> Panels(PixelWindow window, int scenes, TileShape? tiles)
    {
        int most = (int)Math.Clamp(MaxMaskBits / Math.Max(1, scenes), LeastSide * LeastSide, int.MaxValue);
        if (window.Area <= most)
        {
            return [window];
        }

        // Classes at half the resolution come in tiles twice as wide: an even number of columns keeps theirs whole, too.
        int columns = tiles is { Lines: not null, AreStrips: false } shape ? (int)Math.Min(most / ((long)shape.Width * window.Height), 1 << 10) : 0;
        return columns == 0
            ? Split(window, most, byRows: tiles is { AreStrips: true })
            : CutX(window, tiles!.Value.Lines!.Value.X, tiles.Value.Width * (columns == 1 ? 1 : columns & ~1));
    }

    /// <summary>The parts of a panel, in the order in which they are worked off.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="scenes">Planes that are held of each part.</param>
    /// <param name="tiles">How the scenes' images are cut; null when it is not known.</param>
    public IEnumerable<PixelWindow> Parts(PixelWindow panel, int scenes, TileShape? tiles)
    {
        int most = Math.Max(LeastSide * LeastSide, MaxPlaneSamples / Math.Max(1, scenes));
        if (panel.Area <= most)
        {
            return [panel];
        }

        if (tiles is not { } shape || shape.AreStrips)
        {
            return Split(panel, most, byRows: tiles is { AreStrips: true });
        }

        if (shape.Lines is not { } lines)
        {
            return Split(panel, most, byRows: false);
        }

        // As many whole columns of tiles as fit; or single tiles, in pieces if need be.
        long column = (long)shape.Width * panel.Height;
        IEnumerable<PixelWindow> columns = CutX(panel, lines.X, shape.Width * (int)Math.Max(1, most / column));
        return column <= most
            ? columns
            : columns.SelectMany(part => CutY(part, lines.Y, shape.Height).SelectMany(tile => Split(tile, most, byRows: false)));
    }

    /// <summary>Cuts at every line, of which one is given, so many pixels apart.</summary>
    private static IEnumerable<PixelWindow> CutX(PixelWindow window, int line, int side)
    {
        for (int x = window.X; x < window.Right;)
        {
            int right = Math.Min(NextLine(x, line, side), window.Right);
            yield return window with { X = x, Width = right - x };
            x = right;
        }
    }

    private static IEnumerable<PixelWindow> CutY(PixelWindow window, int line, int side)
    {
        for (int y = window.Y; y < window.Bottom;)
        {
            int bottom = Math.Min(NextLine(y, line, side), window.Bottom);
            yield return window with { Y = y, Height = bottom - y };
            y = bottom;
        }
    }

    /// <summary>The first line beyond a pixel.</summary>
    private static int NextLine(int pixel, int line, int side) => pixel + side - ((((pixel - line) % side) + side) % side);

    /// <summary>Equal pieces of at most so many pixels: columns, or rows.</summary>
    private static IEnumerable<PixelWindow> Split(PixelWindow window, int most, bool byRows)
    {
        (int along, int across) = byRows ? (window.Height, window.Width) : (window.Width, window.Height);
        int side = most / across;
        if (side < LeastSide && across > LeastSide)
        {
            (PixelWindow first, PixelWindow second) = Halves(window, byRows);
            return Split(first, most, byRows).Concat(Split(second, most, byRows));
        }

        int pieces = (along + Math.Max(1, side) - 1) / Math.Max(1, side);
        return Enumerable.Range(0, pieces).Select(i =>
        {
            (int from, int to) = ((int)((long)along * i / pieces), (int)((long)along * (i + 1) / pieces));
            return byRows ? window with { Y = window.Y + from, Height = to - from } : window with { X = window.X + from, Width = to - from };
        });
    }

    private static (PixelWindow First, PixelWindow Second) Halves(PixelWindow window, bool acrossWidth)
    {
        (int width, int height) = (window.Width / 2, window.Height / 2);
        return acrossWidth
            ? (window with { Width = width }, window with { X = window.X + width, Width = window.Width - width })
            : (window with { Height = height }, window with { Y = window.Y + height, Height = window.Height - height });
    }
}
