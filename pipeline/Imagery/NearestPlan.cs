using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>
/// Nearest pixels of a warp as runs: pixels that lie side by side in a row of the target and in a row of one tile. Where the two grids are about equally fine runs are long,
/// and copying them costs a fraction of looking up each pixel. Made of grids alone: all images on one grid share it.
/// </summary>
internal sealed class NearestPlan
{
    /// <summary>Shorter runs on average cost more than they save.</summary>
    private const int LeastAverageRun = 4;

    /// <summary>Cells at a window's edge may hold less than one run.</summary>
    private const int FewPixels = 4096;

    private readonly Dictionary<(int Column, int Row), PixelRun[]> _runs;
    private readonly CogLevel _level;

    private NearestPlan(CogLevel level, Dictionary<(int Column, int Row), PixelRun[]> runs) => (_level, _runs) = (level, runs);

    /// <summary>Columns and rows of the tiles that hold at least one wanted pixel.</summary>
    public IEnumerable<(int Column, int Row)> Tiles => _runs.Keys;

    /// <summary>Plans a window; null where runs are too short to be worth it.</summary>
    public static NearestPlan? Of(CogLevel level, LevelGrid source, CrsTransform toSource, RasterGrid target, PixelWindow window, CancellationToken cancellationToken)
    {
        // What is allowed, and one cell beyond it.
        using NearestRunFinder finder = new(level, window, (Math.Max(window.Area, FewPixels) / LeastAverageRun) + WarpField.CellArea);
        int pixels = 0;
        foreach (WarpCell cell in WarpField.Of(toSource, source, target, window, cancellationToken))
        {
            // Runs of one cell are about as long as those of any other: a plan that is not worth it is given up at its first.
            finder.Add(cell);
            pixels += cell.Part.Area;
            if (finder.Count > Math.Max(pixels, FewPixels) / LeastAverageRun)
            {
                return null;
            }
        }

        return new NearestPlan(level, finder.ByTile());
    }

    /// <summary>Copies what a tile gives to the target; different tiles write different pixels.</summary>
    /// <param name="part">The rows of the tile.</param>
    /// <param name="plane">Their samples of one band, [y, x].</param>
    /// <param name="destination">The window, [y, x].</param>
    public void Copy(TileRows part, ReadOnlySpan<ushort> plane, Span<ushort> destination)
    {
        int first = part.FirstRow * _level.TileWidth;
        foreach (PixelRun run in _runs[(part.Column, part.Row)])
        {
            // A run lies in one row.
            int source = run.Source - first;
            if ((uint)source < (uint)plane.Length)
            {
                plane.Slice(source, run.Length).CopyTo(destination[run.Target..]);
            }
        }
    }
}
