using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public class CentreLineTests
{
    [Fact]
    public void Of_StraightRoad_IsItsMiddle()
    {
        Coordinate[] line = LinesOf("""
            ..............
            .############.
            .############.
            .############.
            ..............
            """).ShouldHaveSingleItem();
        line.ShouldAllBe(c => c.Y == 2.5);
        (line.Max(c => c.X) - line.Min(c => c.X)).ShouldBeInRange(8, 12);
    }

    [Fact]
    public void Of_Crossing_GivesFourArmsFromOneJunction()
    {
        List<Coordinate[]> lines = LinesOf("""
            ........##........
            ........##........
            ........##........
            ........##........
            ........##........
            ........##........
            ........##........
            ##################
            ##################
            ........##........
            ........##........
            ........##........
            ........##........
            ........##........
            ........##........
            """);
        LineString[] arms = [.. lines.Select(line => new LineString(line)).Where(line => line.Length > 3)];
        arms.Length.ShouldBe(4);
        Geometry all = new MultiLineString([.. lines.Select(line => new LineString(line))]);
        all.Buffer(0.1).NumGeometries.ShouldBe(1, "the lines hang together");
    }

    [Fact]
    public void Of_RoundRoad_IsARing()
    {
        Coordinate[] line = LinesOf("""
            .#########.
            ###########
            ##.......##
            ##.......##
            ##.......##
            ##.......##
            ###########
            .#########.
            """).ShouldHaveSingleItem();
        line[0].ShouldBe(line[^1]);
    }

    [Fact]
    public void Of_BumpOnARoad_IsPruned()
    {
        LinesOf("""
            ......#.......
            ##############
            ##############
            ##############
            ..............
            """).Count.ShouldBe(1);
    }

    [Fact]
    public void Of_SinglePixel_IsALineOfOnePixel()
    {
        Coordinate[] line = LinesOf("#").ShouldHaveSingleItem();
        new LineString(line).Length.ShouldBe(1);
    }

    [Fact]
    public void Of_RandomRegions_LinesLieInsideTheirRegion()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            float[] scores = [.. Enumerable.Range(0, 400).Select(i => new Random((seed * 100) + (i / 60 * 7) + (i % 20 / 3)).Next(10) < 7 ? 1f : random.Next(2))];
            foreach (PixelPolygon polygon in Polygonizer.Run(scores, 20, 20, 6))
            {
                Geometry region = Polygonizer.ToGeometry(polygon).Buffer(1e-6);
                foreach (Coordinate[] line in CentreLines.Of(polygon, 0))
                {
                    line.Length.ShouldBeGreaterThan(1);
                    region.Covers(new LineString([.. line.Select(c => new Coordinate(c.X, -c.Y))])).ShouldBeTrue($"seed {seed}");
                }
            }
        }
    }

    private static List<Coordinate[]> LinesOf(string picture)
    {
        string[] rows = picture.Split('\n', StringSplitOptions.TrimEntries);
        float[] scores = [.. rows.SelectMany(row => row.Select(c => c == '#' ? 1f : 0f))];
        return CentreLines.Of(Polygonizer.Run(scores, rows[0].Length, rows.Length, 5).ShouldHaveSingleItem(), 0);
    }
}
