using RasterFlow.Tiles;

namespace RasterFlow.Tests.Tiles;

public class TileIdTests
{
    [Fact]
    public void ToNumber_ZoomsZeroToEight_IsABijectionOntoConsecutiveNumbers()
    {
        HashSet<ulong> seen = [];
        for (int z = 0; z <= 8; z++)
        {
            for (int x = 0; x < 1 << z; x++)
            {
                for (int y = 0; y < 1 << z; y++)
                {
                    TileId tile = new(z, x, y);
                    ulong number = tile.ToNumber();
                    seen.Add(number);
                    TileId.FromNumber(number).ShouldBe(tile);
                }
            }
        }

        seen.Count.ShouldBe(87381);
        seen.Max().ShouldBe(87380UL);
    }

    [Theory]
    [InlineData(0, 0, 0, 0UL)]
    [InlineData(1, 0, 0, 1UL)]
    [InlineData(1, 0, 1, 2UL)]
    [InlineData(1, 1, 1, 3UL)]
    [InlineData(1, 1, 0, 4UL)]
    [InlineData(2, 0, 0, 5UL)]
    [InlineData(12, 3423, 1763, 19078479UL)]
    public void ToNumber_SpecificationExamples_Match(int z, int x, int y, ulong number) => new TileId(z, x, y).ToNumber().ShouldBe(number);

    [Fact]
    public void FromNumber_DeepestTile_RoundTrips()
    {
        TileId tile = new(TileId.MaxZoom, int.MaxValue, 12345);
        TileId.FromNumber(tile.ToNumber()).ShouldBe(tile);
    }

    [Fact]
    public void ToNumber_OutsideThePyramid_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => new TileId(2, 4, 0).ToNumber());
}
