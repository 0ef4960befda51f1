using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

public sealed class SceneMaskTests
{
    private static readonly MaskRule Scl = MaskRule.SceneClassification;

    [Fact]
    public void Apply_EveryClass_KeepsOnlyTheClearOnes()
    {
        ushort[] classes = [.. Enumerable.Range(0, 41).Select(value => (ushort)value)];

        Bits(Scl, classes, new ushort[3]).ShouldBe([2, 4, 5, 6, 11]);
    }

    [Fact]
    public void Apply_DroppedValues_KeepsTheOthersButNoData()
    {
        MaskRule rule = new() { Source = "qa#1", Values = [1, 3], Drops = true, NoData = 7 };

        Bits(rule, [0, 1, 2, 3, 7, 65535], new ushort[1]).ShouldBe([0, 2, 5]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(19)]
    [InlineData(32)]
    public void Apply_SecondSceneOfAcquisition_FillsOnlyWhereTheFirstHasNoData(int length)
    {
        ushort[] first = Repeat([0, 9, 4, 0], length);
        ushort[] second = Repeat([4, 4, 4, 0], length);
        ushort[] seen = new ushort[2];

        Bits(Scl, first, seen).ShouldBe(Enumerable.Range(0, length).Where(i => i % 4 == 2));
        Bits(Scl, second, seen).ShouldBe(Enumerable.Range(0, length).Where(i => i % 4 == 0));
    }

    [Fact]
    public void Apply_OnlyCloud_SaysThatNothingCounts() => SceneMask.Apply(Scl, [9, 0, 3], new ushort[1], new ushort[1]).ShouldBeFalse();

    [Theory]
    [InlineData(-1000)]
    [InlineData(0)]
    [InlineData(1000)]
    public void Merge_WithOffset_NeverTurnsDataIntoNoData(int offset)
    {
        ushort[] numbers = [.. Enumerable.Range(0, 41).Select(i => (ushort)Math.Min(65535, i * 1640)), 1, 999, 1000, 1001, 65535];
        ushort[] bits = new ushort[3];
        for (int i = 0; i < numbers.Length; i++)
        {
            bits[i / 16] |= i % 3 == 2 ? (ushort)0 : (ushort)(1 << (i % 16));
        }

        ushort[] before = [.. numbers.Select((_, i) => i % 7 == 0 ? (ushort)5 : (ushort)0)];
        ushort[] merged = [.. before];
        ushort[] inPlace = [.. numbers];

        LookKernel.Merge(numbers, bits, offset, merged);
        LookKernel.Harmonise(inPlace, bits, offset);

        ushort[] expected = [.. numbers.Select((number, i) => i % 3 == 2 || number == 0 ? (ushort)0 : (ushort)Math.Clamp(number + offset, 1, 65535))];
        inPlace.ShouldBe(expected);
        merged.ShouldBe(before.Zip(expected, (old, value) => old != 0 ? old : value));
    }

    private static ushort[] Repeat(ushort[] values, int length) => [.. Enumerable.Range(0, length).Select(i => values[i % values.Length])];

    private static int[] Bits(MaskRule rule, ushort[] classes, ushort[] seen)
    {
        ushort[] bits = new ushort[(classes.Length + 15) / 16];
        SceneMask.Apply(rule, classes, seen, bits).ShouldBe(bits.Any(word => word != 0));
        return [.. Enumerable.Range(0, bits.Length * 16).Where(i => (bits[i / 16] >> (i % 16) & 1) != 0)];
    }
}
