using RasterFlow.Functions.Orchestrators;

namespace RasterFlow.Tests.Functions;

public sealed class RangesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(1_000_000)]
    [InlineData(int.MaxValue)]
    public void Split_AnyCount_CoversEachBlockOnceWithAtMost256Children(int count)
    {
        (int First, int Count)[] ranges = [.. Ranges.Split(0, count)];

        ranges.Length.ShouldBeInRange(1, 256);
        long next = 0;
        foreach ((int first, int length) in ranges)
        {
            first.ShouldBe((int)next);
            length.ShouldBeGreaterThan(0);
            next += length;
        }

        next.ShouldBe(count);
    }

    [Fact]
    public void Split_Repeated_EndsInLeavesOfAtMost64Blocks()
    {
        int depth = 0;
        int count = 5_000_000;
        while (count > Ranges.LeafBlocks)
        {
            count = Ranges.Split(0, count).Max(static r => r.Count);
            depth++;
        }

        depth.ShouldBe(3);
    }
}
