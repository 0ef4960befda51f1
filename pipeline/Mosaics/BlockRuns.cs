using RasterFlow.Zarr;

namespace RasterFlow.Mosaics;

/// <summary>
/// Blocks side by side that are composited together, so that an image tile which several of them show is fetched and decoded once, whichever machine does it. Runs are counted by
/// time step, then in columns of runs from north to south: runs that are neighbours on the ground are then neighbours in time, and tiles that they share may still be
/// in memory (<see cref="Imagery.TileCache"/>). Neither has an effect on any value.
/// </summary>
public static class BlockRuns
{
    /// <summary>Blocks in a run at most: more would save less each time, and leave less to do at the same time.</summary>
    private const int MostBlocks = 4;

    /// <summary>Samples of a run at most (128 MB): all its bands are held.</summary>
    private const long MostSamples = 64L << 20;

    /// <summary>Number of runs of a store.</summary>
    public static int CountOf(RasterStoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return checked(layout.Times.Count * layout.BlockRows * RunsInRow(layout));
    }

    /// <summary>The blocks of a run, from west to east.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="number">0 to <see cref="CountOf"/>.</param>
    public static IReadOnlyList<BlockIndex> At(RasterStoreLayout layout, int number)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, CountOf(layout));
        int runs = RunsInRow(layout);
        (int time, int rest) = Math.DivRem(number, runs * layout.BlockRows);
        (int run, int row) = Math.DivRem(rest, layout.BlockRows);
        int first = (int)((long)layout.BlockColumns * run / runs);
        int end = (int)((long)layout.BlockColumns * (run + 1) / runs);
        return [.. Enumerable.Range(first, end - first).Select(column => new BlockIndex(time, row, column))];
    }

    /// <summary>Some blocks of a run in groups that lie side by side.</summary>
    internal static IEnumerable<IReadOnlyList<BlockIndex>> SideBySide(IEnumerable<BlockIndex> blocks)
    {
        List<BlockIndex> group = [];
        foreach (BlockIndex block in blocks)
        {
            if (group.Count > 0 && block.Column != group[^1].Column + 1)
            {
                yield return group;
                group = [];
            }

            group.Add(block);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private static int RunsInRow(RasterStoreLayout layout)
    {
        long block = (long)layout.BlockSize * layout.BlockSize * layout.Bands.Count;
        int most = (int)Math.Clamp(MostSamples / block, 1, MostBlocks);
        return (layout.BlockColumns + most - 1) / most;
    }
}
