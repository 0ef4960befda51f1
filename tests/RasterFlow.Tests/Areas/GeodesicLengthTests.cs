using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Areas;

public class GeodesicLengthTests
{
    private static readonly GeometryFactory Factory = new();

    [Fact]
    public void Metres_EquatorAndMeridian_MatchThePublishedLengths()
    {
        // 1 degree of the equator is 2 pi a / 360; the quarter meridian of WGS 84 is 10,001,965.729 m (Rapp, Geometric Geodesy I, 1991).
        GeodesicLength.Metres(Line((10, 0), (11, 0))).ShouldBe(6378137 * Math.PI / 180, 1e-6);
        LineString quarter = Factory.CreateLineString([.. Enumerable.Range(0, 91).Select(i => new Coordinate(5, i))]);
        GeodesicLength.Metres(quarter).ShouldBe(10_001_965.729, 0.001);
    }

    [Fact]
    public void Metres_PolygonWithHole_AddsAllRings()
    {
        LinearRing shell = Factory.CreateLinearRing([new(0, 0), new(3, 0), new(3, 3), new(0, 3), new(0, 0)]);
        LinearRing hole = Factory.CreateLinearRing([new(1, 1), new(1, 2), new(2, 2), new(2, 1), new(1, 1)]);
        GeodesicLength.Metres(Factory.CreatePolygon(shell, [hole])).ShouldBe(GeodesicLength.Metres(shell) + GeodesicLength.Metres(hole), 1e-6);
        GeodesicLength.Metres(Factory.CreatePoint(new Coordinate(1, 1))).ShouldBe(0);
    }

    private static LineString Line(params (double X, double Y)[] points) =>
        Factory.CreateLineString([.. points.Select(p => new Coordinate(p.X, p.Y))]);
}
