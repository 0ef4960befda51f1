using RasterFlow.Mosaics;
using RasterFlow.Tests.Zarr;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Runs of blocks: each block once, in runs of neighbours, one after the other southwards.</summary>
public sealed class BlockRunsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 5, 4, 3)]
    [InlineData(1, 4, 4, 4, 4)]
    [InlineData(1, 7, 13, 1, 4)]
    [InlineData(3, 2, 9, 2, 3)]
    public void At_AllNumbers_GivesEachBlockOnceInShortRuns(int times, int rows, int columns, int bands, int longest)
    {
        RasterStoreLayout layout = Layout(times, rows, columns, bands, 64);

        IReadOnlyList<BlockIndex>[] runs = [.. Enumerable.Range(0, BlockRuns.CountOf(layout)).Select(number => BlockRuns.At(layout, number))];

        runs.SelectMany(static run => run).Order(Comparer<BlockIndex>.Create(static (a, b) => (a.Time, a.Row, a.Column).CompareTo((b.Time, b.Row, b.Column))))
            .ShouldBe(Enumerable.Range(0, layout.BlockCount).Select(layout.BlockAt));
        runs.Max(static run => run.Count).ShouldBe(longest);
        foreach (IReadOnlyList<BlockIndex> run in runs)
        {
            run.Select(block => block.Column - run[0].Column).ShouldBe(Enumerable.Range(0, run.Count));
            run.ShouldAllBe(block => block.Row == run[0].Row && block.Time == run[0].Time);
        }

        // Within a column of runs the next one is the southern neighbour.
        runs.Zip(runs.Skip(1)).Count(static pair => pair.Second[0] == pair.First[0] with { Row = pair.First[0].Row + 1 })
            .ShouldBe(times * (rows - 1) * ((columns + 3) / 4));
    }

    /// <summary>All bands of a run are in memory: large blocks come alone.</summary>
    [Theory]
    [InlineData(1024, 13, 4)]
    [InlineData(2048, 13, 1)]
    [InlineData(2048, 4, 4)]
    [InlineData(4096, 4, 1)]
    [InlineData(8192, 6, 1)]
    public void At_LargeBlocks_TakesAsManyAsFitInMemory(int blockSize, int bands, int expected) =>
        BlockRuns.At(Layout(1, 1, 8, bands, blockSize), 0).Count.ShouldBe(expected);

    [Fact]
    public void SideBySide_RunWithGaps_IsCutThere() =>
        BlockRuns.SideBySide([new(0, 1, 4), new(0, 1, 5), new(0, 1, 7)]).Select(static group => group.Count).ShouldBe([2, 1]);

    private static RasterStoreLayout Layout(int times, int rows, int columns, int bands, int blockSize) => TestStores.Layout() with
    {
        Times = [.. Enumerable.Range(0, times).Select(static i => new DateOnly(2020 + i, 1, 1))],
        TimeDeltaDays = null,
        Bands = [.. Enumerable.Range(0, bands).Select(static i => $"b:{i}")],
        Grid = TestStores.Layout().Grid with { Width = (columns * blockSize) - 3, Height = (rows * blockSize) - 5 },
        BlockSize = blockSize,
        ChunkSize = blockSize / 4,
    };
}
