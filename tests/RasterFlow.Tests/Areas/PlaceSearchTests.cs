using RasterFlow.Areas;
using RasterFlow.Areas.Places;

namespace RasterFlow.Tests.Areas;

public sealed class PlaceSearchTests
{
    [Theory]
    [InlineData("haskell county, kansas", "us/ks/081")]
    [InlineData("Haskell County Kan", "us/ks/081")]
    [InlineData("kansas", "us/ks")]
    [InlineData("LUXEMBOURG", "lu")]
    [InlineData("croatia", "hr")]
    [InlineData("kosovo", "xk")]
    [InlineData("us/ks", "us/ks")]
    [InlineData("doña ana county", "us/nm/013")]
    [InlineData("Luxembuorg", "lu")]
    public void Find_NamesAsPeopleWriteThem_FirstIsThePlace(string text, string path)
    {
        PlaceSearch.Find(text, 8)[0].Path.ShouldBe(path);
    }

    [Fact]
    public void Find_NameOfManyCounties_ListsThemUpToTheLimit()
    {
        IReadOnlyList<FoundPlace> found = PlaceSearch.Find("Washington", 8);

        found.Count.ShouldBe(8);
        found[0].ShouldBe(new FoundPlace("us/wa", "Washington", "state"));
        found.Skip(1).ShouldAllBe(static place => place.Kind == "county" && place.Name.StartsWith("Washington, ", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_AnyCounty_ItsPathGivesItsOutline()
    {
        foreach (FoundPlace place in PlaceSearch.Find("lincoln county", 40))
        {
            PlaceReader.Outline(place.Path).IsEmpty.ShouldBeFalse(place.Name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ,. ")]
    [InlineData("xqzzyw vvkj")]
    public void Find_NothingLikeIt_IsEmpty(string text)
    {
        PlaceSearch.Find(text, 8).ShouldBeEmpty();
        PlaceSearch.Find(new string('x', 100_000), 8).ShouldBeEmpty();
    }
}
