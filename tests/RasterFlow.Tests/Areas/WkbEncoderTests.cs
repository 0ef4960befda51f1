using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Areas;

/// <summary>Well-known binary against NetTopologySuite's.</summary>
public sealed class WkbEncoderTests
{
    [Theory]
    [InlineData("POINT (1.5 -2.25)")]
    [InlineData("LINESTRING (0 0, 1e-7 3, 5 5)")]
    [InlineData("LINESTRING EMPTY")]
    [InlineData("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 1 2, 2 2, 1 1), (4 4, 4 5, 5 5, 4 4))")]
    [InlineData("POLYGON EMPTY")]
    [InlineData("MULTIPOINT (1 2, 3 4)")]
    [InlineData("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3, 4 4))")]
    [InlineData("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5), (6 5.5, 8 5.5, 8 7, 6 5.5)))")]
    [InlineData("GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1)), POLYGON ((0 0, 1 0, 1 1, 0 0)))")]
    [InlineData("MULTIPOLYGON EMPTY")]
    public void Encode_AnyKind_GivesTheBytesOfNetTopologySuite(string wkt)
    {
        Geometry geometry = new WKTReader().Read(wkt);

        WkbEncoder.Encode(geometry).ShouldBe(new WKBWriter(ByteOrder.LittleEndian, handleSRID: false).Write(geometry));
    }

    /// <summary>The list of holes copied for each of them would be 3.2 GB here.</summary>
    [Fact]
    public void Encode_TwentyThousandHoles_TakesItsOwnBytesAlone()
    {
        const int Side = 142;
        LinearRing[] holes = [.. Enumerable.Range(0, Side * Side).Select(i => Square(1 + (i % Side * 3), 1 + (i / Side * 3), 1))];
        Polygon polygon = new(Square(0, 0, (3 * Side) + 1), holes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        byte[] content = WkbEncoder.Encode(polygon);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        content.Length.ShouldBe(5 + 4 + ((holes.Length + 1) * (4 + (5 * 16))));
        allocated.ShouldBeLessThan(content.Length + (64 * holes.Length));
        new WKBReader().Read(content).EqualsExact(polygon).ShouldBeTrue();
    }

    private static LinearRing Square(double x, double y, double side) => new([new(x, y), new(x + side, y), new(x + side, y + side), new(x, y + side), new(x, y)]);
}
