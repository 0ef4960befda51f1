using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Areas;
using RasterFlow.Scenes;

namespace RasterFlow.Tests.Scenes;

public sealed class SearchAreaTests
{
    [Theory]
    [InlineData("us/ks/Haskell County", 500)]
    [InlineData("us/ks", 300)]
    [InlineData("us/hi", 300)]
    [InlineData("hr", 500)]
    [InlineData("nz", 100)]
    [InlineData("no", 50)]
    public void Within_AnyArea_IsShortAndContainsIt(string place, int vertices)
    {
        Geometry area = PlaceReader.Outline(place);

        Geometry sent = SearchArea.Within(area, vertices);

        sent.NumPoints.ShouldBeLessThanOrEqualTo(vertices);
        sent.IsValid.ShouldBeTrue();
        sent.Covers(area).ShouldBeTrue();
        new Envelope(-180, 180, -90, 90).Covers(sent.EnvelopeInternal).ShouldBeTrue();
    }

    /// <summary>What is added is a margin, not a box: Croatia's arms stay apart.</summary>
    [Fact]
    public void Within_CrookedArea_StaysCrooked()
    {
        Geometry area = PlaceReader.Outline("hr");
        SearchArea.Within(area, 500).Area.ShouldBeLessThan(area.Envelope.Area * 0.6);
    }

    [Fact]
    public void ToJson_WrongWayRound_IsTurned()
    {
        Geometry area = new WKTReader().Read("POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 2 1, 2 2, 1 1))");
        GeoJsonGeometryWriter.ToJson(area).ToJsonString().ShouldBe("""{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}""");
    }

    [Fact]
    public void ToJson_MultiPolygon_KeepsAllParts()
    {
        Geometry area = new WKTReader().Read("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((2 0, 3 0, 3 1, 2 0)))");
        GeoJsonGeometryWriter.ToJson(area).ToJsonString().ShouldBe("""{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,0],[3,0],[3,1],[2,0]]]]}""");
    }
}
