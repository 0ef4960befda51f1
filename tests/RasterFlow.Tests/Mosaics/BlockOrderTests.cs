using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

public sealed class BlockOrderTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 9)]
    [InlineData(1, 7, 4)]
    [InlineData(3, 5, 11)]
    public void BlockAt_AllPlaces_AreAllBlocksStepByStep(int steps, int rows, int columns)
    {
        int[] blocks = [.. Enumerable.Range(0, steps * rows * columns).Select(place => BlockOrder.BlockAt(place, rows, columns))];

        blocks.Order().ShouldBe(Enumerable.Range(0, blocks.Length));
        blocks.Select(block => block / (rows * columns)).ShouldBe(blocks.Select((_, place) => place / (rows * columns)));
    }

    [Fact]
    public void BlockAt_WithinAStrip_GoesFromNeighbourToNeighbour()
    {
        (int rows, int columns) = (6, 8);
        for (int place = 1; place < rows * 4; place++) // Eight columns make two strips of four.
        {
            (int y, int x) = Math.DivRem(BlockOrder.BlockAt(place, rows, columns), columns);
            (int lastY, int lastX) = Math.DivRem(BlockOrder.BlockAt(place - 1, rows, columns), columns);
            (Math.Abs(y - lastY) + Math.Abs(x - lastX)).ShouldBe(1);
        }
    }
}
