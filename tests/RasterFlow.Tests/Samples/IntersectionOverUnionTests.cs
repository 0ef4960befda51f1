using RasterFlow.Samples;

namespace RasterFlow.Tests.Samples;

public sealed class IntersectionOverUnionTests
{
    [Fact]
    public void Of_KnownMasks_CountsSharedOverAll() => IntersectionOverUnion.Of([1, 1, 0, 0, 255], [0, 1, 1, 0, 1]).ShouldBe(0.5);

    [Fact]
    public void Of_EmptyMasks_IsOne() => IntersectionOverUnion.Of(new byte[4], new byte[4]).ShouldBe(1);

    [Fact]
    public void Of_DifferentLengths_Throws() => Should.Throw<ArgumentException>(() => IntersectionOverUnion.Of(new byte[4], new byte[5]));
}
