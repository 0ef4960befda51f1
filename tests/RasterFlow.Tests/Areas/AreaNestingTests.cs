using System.Text;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Areas;

/// <summary>Texts that would exhaust the stack of a parser that calls itself.</summary>
public sealed class AreaNestingTests
{
    private const string Opening = "GEOMETRYCOLLECTION(";
    private const string Square = "POLYGON ((10 45, 11 45, 11 46, 10 46, 10 45))";

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(200_000, false)]
    public void Parse_NestedWkt_MayHaveEightParenthesesOpen(int collections, bool fine)
    {
        string text = string.Concat(Enumerable.Repeat(Opening, collections)) + Square + new string(')', collections);

        Check(() => AreaReader.Parse(text), fine, "nested too deeply");
        Check(() => AreaReader.FromBytes(Encoding.UTF8.GetBytes(text), "area.wkt"), fine, "nested too deeply");
    }

    [Fact]
    public void Parse_WktThatNeverCloses_IsRefused() =>
        Check(() => AreaReader.Parse(string.Concat(Enumerable.Repeat(Opening, 200_000))), false, "more than 8 parentheses are open");

    /// <summary>The parser skips comments: closing parentheses in them must not hide how deep the text is.</summary>
    [Theory]
    [InlineData("#)\n", "'#'")]
    [InlineData("/*)*/", "'/'")]
    [InlineData("\")\"", "'\"'")]
    [InlineData("')'", "'''")]
    public void Parse_WktWithComments_IsRefused(string comment, string named) =>
        Check(() => AreaReader.Parse(string.Concat(Enumerable.Repeat(Opening + comment, 200_000))), false, named);

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "geometry collections are nested too deeply")]
    [InlineData(60, "The JSON is nested too deeply")]
    [InlineData(100_000, "The JSON is nested too deeply")]
    public void Parse_NestedGeoJson_MayHaveEightCollections(int collections, string? problem)
    {
        string text = string.Concat(Enumerable.Repeat("""{"type":"GeometryCollection","geometries":[""", collections))
            + """{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,46],[10,46],[10,45]]]}""" + string.Concat(Enumerable.Repeat("]}", collections));

        Check(() => AreaReader.Parse(text), problem is null, problem ?? string.Empty);
        Check(() => AreaReader.FromBytes(Encoding.UTF8.GetBytes(text), "area.geojson"), problem is null, problem ?? string.Empty);
    }

    private static void Check(Func<AreaOfInterest> parse, bool fine, string problem)
    {
        if (fine)
        {
            parse().Geometry.Area.ShouldBe(1, 1e-12);
        }
        else
        {
            Should.Throw<AreaProblemException>(parse).Message.ShouldContain(problem);
        }
    }
}
