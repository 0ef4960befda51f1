using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

public sealed class SceneMaskTests
{
    [Fact]
    public void Apply_EveryClass_KeepsOnlyTheClearOnes()
    {
        ushort[] classes = [.. Enumerable.Range(0, 40).Select(value => (ushort)value)];
        ushort[] seen = new ushort[40];

        SceneMask.Apply(classes, seen).ShouldBeTrue();

        Enumerable.Range(0, 40).Where(value => classes[value] == ushort.MaxValue).ShouldBe([2, 4, 5, 6, 11]);
        classes.ShouldAllBe(mask => mask == 0 || mask == ushort.MaxValue);
    }

    [Fact]
    public void Apply_SecondSceneOfAcquisition_FillsOnlyWhereTheFirstHasNoData()
    {
        ushort[] first = [0, 9, 4, 0];
        ushort[] second = [4, 4, 4, 0];
        ushort[] seen = new ushort[4];

        SceneMask.Apply(first, seen);
        SceneMask.Apply(second, seen);

        first.ShouldBe(new ushort[] { 0, 0, 0xFFFF, 0 });
        second.ShouldBe(new ushort[] { 0xFFFF, 0, 0, 0 });
    }

    [Fact]
    public void Apply_OnlyCloud_SaysThatNothingCounts() => SceneMask.Apply(new ushort[] { 9, 0, 3 }, new ushort[3]).ShouldBeFalse();

    [Theory]
    [InlineData(-1000)]
    [InlineData(0)]
    [InlineData(1000)]
    public void Merge_WithOffset_NeverTurnsDataIntoNoData(int offset)
    {
        ushort[] numbers = [.. Enumerable.Range(0, 41).Select(i => (ushort)Math.Min(65535, i * 1640)), 1, 999, 1000, 1001, 65535];
        ushort[] mask = [.. numbers.Select((_, i) => i % 3 == 2 ? (ushort)0 : ushort.MaxValue)];
        ushort[] plane = new ushort[numbers.Length];

        LookKernel.Merge(numbers, mask, offset, plane);

        ushort[] expected = [.. numbers.Select((number, i) => mask[i] == 0 || number == 0 ? (ushort)0 : (ushort)Math.Clamp(number + offset, 1, 65535))];
        plane.ShouldBe(expected);
    }
}
