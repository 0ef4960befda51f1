using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>How much of a tile one read takes, of what all reads of the whole target grid together will take; in pixels of the target (a measure, not a promise).</summary>
internal readonly record struct TileUse(long Taken, long All)
{
    /// <summary>True when other reads will want the tile too.</summary>
    public bool IsShared => Taken < All;
}

/// <summary>Tells for each tile of a level how much of it a window of a target grid takes.</summary>
/// <param name="level">The level.</param>
/// <param name="source">Where its pixels lie.</param>
/// <param name="toTarget">From the source's CRS to the target's; null when they are the same.</param>
/// <param name="target">The grid that is being filled.</param>
/// <param name="window">The part of it that one read fills.</param>
/// <param name="margin">Pixels of the target around a tile that its pixels have an effect on.</param>
internal sealed class TileUses(CogLevel level, LevelGrid source, CrsTransform? toTarget, RasterGrid target, PixelWindow window, int margin)
{
    /// <summary>The use of a tile: the box around its corners in the target, cut to the grid, and what the window shares with that.</summary>
    public TileUse Of(int tile)
    {
        PixelWindow pixels = level.WindowOf(tile);
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        for (int corner = 0; corner < 4; corner++)
        {
            double x = source.OriginX + ((corner % 2 == 0 ? pixels.X : pixels.Right) * source.PixelWidth);
            double y = source.OriginY - ((corner / 2 == 0 ? pixels.Y : pixels.Bottom) * source.PixelHeight);
            (x, y) = toTarget?.Apply(x, y) ?? (x, y);
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, target.OriginY - y), Math.Max(bottom, target.OriginY - y));
        }

        if (!double.IsFinite(left + top + right + bottom))
        {
            return default;
        }

        PixelWindow box = Around((left - target.OriginX) / target.PixelSize, top / target.PixelSize, (right - target.OriginX) / target.PixelSize, bottom / target.PixelSize)
            .Intersect(target.Window);
        PixelWindow taken = box.Intersect(window);

        // Bands that lie side by side in one tile are read one by one: each read takes its share of all of them.
        return new TileUse((long)taken.Width * taken.Height, (long)box.Width * box.Height * level.SamplesPerPixel);
    }

    private PixelWindow Around(double left, double top, double right, double bottom)
    {
        // Edges that lie on pixel edges must not count the pixel beyond them.
        int x = Clamp(Math.Floor(left + LevelGrid.Tie) - margin, target.Width);
        int y = Clamp(Math.Floor(top + LevelGrid.Tie) - margin, target.Height);
        return new PixelWindow(x, y, Clamp(Math.Ceiling(right - LevelGrid.Tie) + margin, target.Width) - x, Clamp(Math.Ceiling(bottom - LevelGrid.Tie) + margin, target.Height) - y);
    }

    private static int Clamp(double pixel, int limit) => (int)Math.Clamp(pixel, 0, limit);
}
