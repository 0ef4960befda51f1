using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Union;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

public sealed class PolygonCutterTests
{
    /// <summary>Against NetTopologySuite's overlay: polygons of random rasters, which touch themselves at corners and have holes in plenty, sheared and turned so that edges lie any way.</summary>
    [Fact]
    public void Halve_RandomPolygons_AreTheTwoHalvesOfTheOverlay()
    {
        Random random = new(3);
        (int cut, int severalPieces, int withHoles) = (0, 0, 0);
        for (int trial = 0; trial < 150; trial++)
        {
            int side = random.Next(4, 24);
            float[] scores = [.. Enumerable.Range(0, side * side).Select(_ => random.NextSingle())];
            AffineTransformation lie = trial % 3 == 0
                ? AffineTransformation.ScaleInstance(1, -1)
                : AffineTransformation.RotationInstance(random.NextDouble() * 6).Shear(random.NextDouble(), 0).Scale(1e-4, 1e-4).Translate(-98, 37.5);
            foreach (PixelPolygon pixels in Polygonizer.Run(scores, side, side, side, threshold: 0.3f))
            {
                Polygon polygon = (Polygon)lie.Transform(PolygonOf(pixels));
                List<Polygon> pieces = PolygonCutter.Halve(polygon).ShouldNotBeNull(polygon.AsText());
                cut++;
                severalPieces += pieces.Count > 2 ? 1 : 0;
                withHoles += pieces.Any(static piece => piece.NumInteriorRings > 0) ? 1 : 0;
                pieces.ShouldAllBe(static piece => piece.IsValid, polygon.AsText());
                pieces.Sum(static piece => piece.Area).ShouldBe(polygon.Area, polygon.Area * 1e-9);
                AssertHalves(polygon, pieces);
            }
        }

        (cut, severalPieces, withHoles).ShouldSatisfyAllConditions(
            () => cut.ShouldBeGreaterThan(500), () => severalPieces.ShouldBeGreaterThan(100), () => withHoles.ShouldBeGreaterThan(40));
    }

    [Theory]
    [InlineData("POLYGON ((0 0, 4 0, 4 2, 2 2, 2 1, 0 1, 0 0))", 2)]
    [InlineData("POLYGON ((0 0, 10 0, 10 1, 2 1, 2 2, 10 2, 10 3, 0 3, 0 0))", 3)]
    [InlineData("POLYGON ((0 0, 9 0, 9 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1), (4 1, 4 3, 5 3, 5 1, 4 1), (7 1, 8 2, 7 2, 7 1))", 2)]
    public void Halve_KnownPolygons_HaveSoManyPieces(string text, int expected)
    {
        Polygon polygon = (Polygon)new WKTReader().Read(text);
        foreach (Geometry lie in (Geometry[])[polygon, polygon.Reverse(), AffineTransformation.RotationInstance(Math.PI / 2).Transform(polygon)])
        {
            List<Polygon> pieces = PolygonCutter.Halve((Polygon)lie).ShouldNotBeNull();
            pieces.Count.ShouldBe(expected);
            pieces.ShouldAllBe(static piece => piece.IsValid);
            AssertHalves((Polygon)lie, pieces);
        }
    }

    /// <summary>No double lies between the two columns of vertices.</summary>
    [Fact]
    public void Halve_NarrowerThanNumbers_IsLeftAlone()
    {
        double next = Math.BitIncrement(1.0);
        PolygonCutter.Halve((Polygon)new GeometryFactory().ToGeometry(new Envelope(1, next, 1, next))).ShouldBeNull();
    }

    private static void AssertHalves(Polygon polygon, List<Polygon> pieces)
    {
        Geometry whole = UnaryUnionOp.Union([.. pieces.Cast<Geometry>()]);
        OverlayNGRobust.Overlay(whole, polygon, SpatialFunction.SymDifference).Area.ShouldBeLessThan(polygon.Area * 1e-9, polygon.AsText());
        Envelope box = polygon.EnvelopeInternal;
        double longer = Math.Max(box.Width, box.Height);
        foreach (Polygon piece in pieces)
        {
            Envelope part = piece.EnvelopeInternal;
            (box.Width > box.Height ? part.Width : part.Height).ShouldBeLessThan(longer);
        }
    }

    private static Polygon PolygonOf(PixelPolygon pixels)
    {
        GeometryFactory factory = new();
        return factory.CreatePolygon(RingOf(pixels.Shell), [.. pixels.Holes.Select(RingOf)]);

        LinearRing RingOf(PixelCorner[] corners) => factory.CreateLinearRing([.. corners.Append(corners[0]).Select(static corner => new Coordinate(corner.X, corner.Y))]);
    }
}
