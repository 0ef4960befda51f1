using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Areas;

public sealed class WkbGuardTests
{
    private const string Everything =
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4), POLYGON ((0 0, 9 0, 9 9, 0 0), (2 1, 3 1, 3 2, 2 1)), MULTIPOINT ((1 2), (3 4)), MULTILINESTRING ((1 2, 3 4)), MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0))), POLYGON EMPTY, GEOMETRYCOLLECTION EMPTY)";

    /// <summary>Both byte orders, EWKB's flags with and without a reference system, and ISO's types.</summary>
    public static TheoryData<ByteOrder, bool, bool, Ordinates> Forms()
    {
        TheoryData<ByteOrder, bool, bool, Ordinates> forms = [];
        foreach (Ordinates ordinates in new[] { Ordinates.XY, Ordinates.XYZ, Ordinates.XYM, Ordinates.XYZM })
        {
            forms.Add(ByteOrder.LittleEndian, false, true, ordinates);
            forms.Add(ByteOrder.BigEndian, false, false, ordinates);
            forms.Add(ByteOrder.LittleEndian, true, false, ordinates);
        }

        return forms;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Check_EachForm_PassesWholeAndNotCutOff(ByteOrder order, bool srid, bool strict, Ordinates ordinates)
    {
        Geometry geometry = new WKTReader().Read(Everything);
        geometry.SRID = 4326;
        byte[] wkb = new WKBWriter(order, srid, (ordinates & Ordinates.Z) != 0, (ordinates & Ordinates.M) != 0) { Strict = strict }.Write(geometry);

        WkbGuard.Check(wkb);
        new WKBReader().Read(wkb).NumGeometries.ShouldBe(8);
        for (int length = 0; length < wkb.Length; length++)
        {
            Should.Throw<ParseException>(() => WkbGuard.Check(wkb.AsSpan(0, length))).Message.ShouldBe("it ends early");
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(100_000, false)]
    public void Check_Collections_MayBeFourDeep(int levels, bool fine)
    {
        Exception? error = Record.Exception(() => WkbGuard.Check(Collections(levels)));

        error?.Message.ShouldBe("geometry collections are nested deeper than 4");
        (error is null).ShouldBe(fine);
    }

    [Theory]
    [InlineData("02" + "01000000", "byte order 2")]
    [InlineData("01" + "08000000" + "00000000", "type 8")]
    [InlineData("01" + "A10F0000", "type 4001")]
    [InlineData("01" + "04000000" + "01000000" + "01" + "07000000" + "00000000", "type 7 where 1 belongs")]
    [InlineData("01" + "06000000" + "FFFFFFFF", "ends early")]
    [InlineData("01" + "02000000" + "FFFFFFFF", "ends early")]
    public void Check_BadBytes_SaysWhy(string hex, string why) =>
        Should.Throw<ParseException>(() => WkbGuard.Check(Convert.FromHexString(hex))).Message.ShouldContain(why);

    /// <summary>A collection in a collection and so on; the innermost is empty.</summary>
    internal static byte[] Collections(int levels)
    {
        byte[] wkb = new byte[levels * 9];
        for (int i = 0; i < levels; i++)
        {
            wkb[i * 9] = 1;
            wkb[(i * 9) + 1] = 7;
            wkb[(i * 9) + 5] = i + 1 < levels ? (byte)1 : (byte)0;
        }

        return wkb;
    }
}
