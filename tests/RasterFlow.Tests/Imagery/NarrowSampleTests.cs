using System.Runtime.InteropServices;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Imagery;

/// <summary>Samples that GDAL stores narrower than a whole type (golden/make_narrow.py, which has the same formulas).</summary>
public sealed class NarrowSampleTests
{
    [Theory]
    [InlineData("narrow_uint12.tif", 12, 1)]
    [InlineData("narrow_uint20.tif", 20, 1)]
    [InlineData("narrow_uint31.tif", 31, 1009)]
    public async Task Decode_PackedWholeNumbers_EqualsWhatGdalWrote(string name, int bits, long factor)
    {
        (CogFile file, byte[] samples) = await DecodeAsync(name);

        long[] found = file.Full.SampleBytes == 2
            ? [.. MemoryMarshal.Cast<byte, ushort>(samples).ToArray().Select(value => (long)value)]
            : [.. MemoryMarshal.Cast<byte, uint>(samples).ToArray().Select(value => (long)value)];
        file.Full.BitsPerSample.ShouldBe(bits);
        found.ShouldBe(Pixels(file).Select(at => ((at.X * 7919) + (at.Y * 104729) + at.Band) * factor % (1L << bits)));
    }

    [Theory]
    [InlineData("narrow_half.tif", 1)]
    [InlineData("narrow_half_predictor2.tif", 2)]
    [InlineData("narrow_half_predictor3.tif", 3)]
    public async Task Decode_HalfFloats_EqualsWhatGdalWrote(string name, int predictor)
    {
        (CogFile file, byte[] samples) = await DecodeAsync(name);

        file.Full.BitsPerSample.ShouldBe(16);
        file.Full.Predictor.ShouldBe(predictor);
        MemoryMarshal.Cast<byte, float>(samples).ToArray().ShouldBe(Pixels(file).Select(at => ((at.X - 20) * MathF.Pow(2, at.Y % 8) / 8) + at.Band));
    }

    private static async Task<(CogFile File, byte[] Samples)> DecodeAsync(string name)
    {
        string path = Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Imagery/golden", name);
        CogFile file = await CogFile.OpenAsync(new FileRangeReader(path));
        return (file, await WholeImage.DecodeAsync(file, file.Full));
    }

    /// <summary>In the order of <see cref="WholeImage"/>: band by band, row by row.</summary>
    private static IEnumerable<(int Band, int Y, int X)> Pixels(CogFile file) =>
        from band in Enumerable.Range(0, file.Full.BandCount)
        from y in Enumerable.Range(0, file.Full.Height)
        from x in Enumerable.Range(0, file.Full.Width)
        select (band, y, x);
}
