using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public class HilbertOrderTests
{
    private static readonly Envelope Box = new(-20, 44, 100, 164);

    /// <summary>What makes a curve a Hilbert curve: it visits every cell once and steps to a neighbour each time, at every level.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Key_OfCellCentres_VisitsNeighboursOneAfterTheOther(int level)
    {
        int cells = 1 << level;
        (int X, int Y)[] visited = [.. Grid(cells).OrderBy(cell => KeyOfCell(cell, cells))];

        visited[0].ShouldBe((0, 0));
        visited[^1].ShouldBe((cells - 1, 0));
        for (int i = 1; i < visited.Length; i++)
        {
            (Math.Abs(visited[i].X - visited[i - 1].X) + Math.Abs(visited[i].Y - visited[i - 1].Y)).ShouldBe(1);
        }
    }

    [Fact]
    public void Key_AtTheCorners_IsTheStartAndTheEnd()
    {
        HilbertOrder.Key(new Coordinate(-20, 100), Box).ShouldBe(0UL);
        HilbertOrder.Key(new Coordinate(44, 100), Box).ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public void Key_OfNeighboursInTheSmallestCells_Differs() =>
        HilbertOrder.Key(new Coordinate(12 + 1e-7, 132), Box).ShouldNotBe(HilbertOrder.Key(new Coordinate(12, 132), Box));

    [Theory]
    [InlineData(-500, 90, -20, 100)]
    [InlineData(500, 500, 44, 164)]
    public void Key_OutsideTheExtent_IsThatOfTheNearestPoint(double x, double y, double nearestX, double nearestY) =>
        HilbertOrder.Key(new Coordinate(x, y), Box).ShouldBe(HilbertOrder.Key(new Coordinate(nearestX, nearestY), Box));

    [Fact]
    public void Key_ExtentOfOnePoint_IsZero() => HilbertOrder.Key(new Coordinate(3, 4), new Envelope(3, 3, 4, 4)).ShouldBe(0UL);

    [Fact]
    public void Key_EmptyExtentOrNoNumber_Throws()
    {
        Should.Throw<ArgumentException>(() => HilbertOrder.Key(new Coordinate(0, 0), new Envelope()));
        Should.Throw<ArgumentException>(() => HilbertOrder.Key(new Coordinate(double.NaN, 0), Box));
    }

    private static IEnumerable<(int X, int Y)> Grid(int cells) =>
        Enumerable.Range(0, cells).SelectMany(y => Enumerable.Range(0, cells).Select(x => (x, y)));

    private static ulong KeyOfCell((int X, int Y) cell, int cells) =>
        HilbertOrder.Key(new Coordinate(Box.MinX + ((cell.X + 0.5) * Box.Width / cells), Box.MinY + ((cell.Y + 0.5) * Box.Height / cells)), Box);
}
