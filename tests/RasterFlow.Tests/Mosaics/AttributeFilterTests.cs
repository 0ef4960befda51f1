using RasterFlow.Mosaics.TileIndexes;

namespace RasterFlow.Tests.Mosaics;

public sealed class AttributeFilterTests
{
    private static readonly Dictionary<string, object?> Row = new()
    {
        ["state"] = "ks",
        ["year"] = 2023.0,
        ["gsd m"] = 0.6,
        ["good"] = true,
        ["note"] = null,
        ["taken"] = new DateTimeOffset(2023, 6, 1, 12, 0, 0, TimeSpan.Zero),
        ["owner"] = "O'Hara",
    };

    [Theory]
    [InlineData("state = 'ks'", true)]
    [InlineData("state = 'KS'", false)]
    [InlineData("year >= 2021 AND year < 2024", true)]
    [InlineData("year != 2023 or state <> 'ne'", true)]
    [InlineData("NOT (year = 2023)", false)]
    [InlineData("year in (2021, 2023)", true)]
    [InlineData("year NOT IN (2021, 2023)", false)]
    [InlineData("\"gsd m\" <= .6", true)]
    [InlineData("\"gsd m\" > -1e0", true)]
    [InlineData("good = TRUE", true)]
    [InlineData("owner = 'O''Hara'", true)]
    [InlineData("note IS NULL", true)]
    [InlineData("state IS NOT NULL", true)]
    [InlineData("taken >= '2023-06-01' AND taken < '2023-06-02T00:00:00Z'", true)]
    [InlineData("state = 'ne' OR state = 'ok' AND year = 2023", false)]
    [InlineData("state = 'ks' OR state = 'ok' AND year = 1999", true)]
    public void Matches_Condition_HoldsOrNot(string condition, bool expected) => AttributeFilter.Parse(condition).Matches(Row).ShouldBe(expected);

    [Theory]
    [InlineData("note = 'x'")]
    [InlineData("NOT note = 'x'")]
    [InlineData("note NOT IN ('x')")]
    [InlineData("missing > 1")]
    [InlineData("state > 5")]
    public void Matches_Unknown_IsNotTrue(string condition) => AttributeFilter.Parse(condition).Matches(Row).ShouldBeFalse();

    [Theory]
    [InlineData("", "character 1")]
    [InlineData("state", "character 6")]
    [InlineData("state = ks", "character 9")]
    [InlineData("state = 'ks", "character 9")]
    [InlineData("year = 20x3", "not a number")]
    [InlineData("year = 2023; DROP TABLE x", "';'")]
    [InlineData("(year = 2023", "')'")]
    [InlineData("year LIKE 2", "expected one of")]
    [InlineData("year = 1 year = 2", "AND, OR")]
    public void Parse_NoCondition_SaysWhere(string condition, string expected) =>
        Should.Throw<FormatException>(() => AttributeFilter.Parse(condition)).Message.ShouldContain(expected);

    [Fact]
    public void Parse_NestedTooDeep_IsRefused() =>
        Should.Throw<FormatException>(() => AttributeFilter.Parse(new string('(', 10_000) + "a = 1")).Message.ShouldContain("nested");

    [Fact]
    public void Attributes_AreThoseOfTheCondition() => AttributeFilter.Parse("a = 1 AND (\"b c\" IS NULL OR a = 2)").Attributes.ShouldBe(["a", "b c", "a"]);
}
