using RasterFlow.Imagery;
using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

public class PatchGridTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-3, 0)]
    [InlineData(8, -1)]
    [InlineData(8, 4)]
    [InlineData(9, 5)]
    public void Constructor_NothingLeftOfAPatch_Throws(int patch, int clip) =>
        Should.Throw<ArgumentException>(() => new PatchGrid(patch, clip));

    [Fact]
    public void PatchWindow_FirstPatch_StartsClipBeforeTheMosaicsFirstPixel()
    {
        PatchGrid grid = new(256, 32);
        grid.Stride.ShouldBe(192);
        grid.PatchWindow(new PatchIndex(0, 0)).ShouldBe(new PixelWindow(-32, -32, 256, 256));
        grid.CoreWindow(new PatchIndex(1, -1)).ShouldBe(new PixelWindow(-192, 192, 192, 192));
    }

    [Fact]
    public void PatchesFor_RandomWindows_AreExactlyThePatchesThatMeetTheWindow()
    {
        Random random = new(11);
        for (int trial = 0; trial < 40; trial++)
        {
            (PatchGrid grid, PixelWindow window) = RandomCase(random);
            foreach (MergeMode mode in Enum.GetValues<MergeMode>())
            {
                List<PatchIndex> expected = [.. from row in Enumerable.Range(-40, 140)
                                                from column in Enumerable.Range(-40, 140)
                                                let patch = new PatchIndex(row, column)
                                                where !grid.ContributionWindow(patch, mode).Intersect(window).IsEmpty
                                                select patch];
                List<PatchIndex> patches = [.. grid.PatchesFor(window, mode)];
                patches.ShouldBe(expected, $"patch {grid.PatchSize}, clip {grid.ClipSize}, {window}, {mode}");
                PixelWindow input = grid.InputWindow(window, mode);
                patches.ShouldAllBe(patch => grid.PatchWindow(patch).Intersect(input) == grid.PatchWindow(patch));
            }
        }
    }

    [Fact]
    public void PatchesFor_RandomWindows_CoresHoldEachPixelOnce()
    {
        Random random = new(12);
        for (int trial = 0; trial < 300; trial++)
        {
            (PatchGrid grid, PixelWindow window) = RandomCase(random);
            int[] times = new int[window.Area];
            foreach (PatchIndex patch in grid.PatchesFor(window, MergeMode.Clip))
            {
                PixelWindow core = grid.CoreWindow(patch).Intersect(window);
                for (int y = core.Y; y < core.Bottom; y++)
                {
                    for (int x = core.X; x < core.Right; x++)
                    {
                        times[((y - window.Y) * window.Width) + x - window.X]++;
                    }
                }
            }

            times.ShouldAllBe(count => count == 1);
        }
    }

    private static (PatchGrid Grid, PixelWindow Window) RandomCase(Random random)
    {
        int clip = random.Next(0, 7);
        PatchGrid grid = new((2 * clip) + random.Next(1, 20), clip);
        return (grid, new PixelWindow(random.Next(-30, 60), random.Next(-30, 60), random.Next(1, 30), random.Next(1, 30)));
    }
}
