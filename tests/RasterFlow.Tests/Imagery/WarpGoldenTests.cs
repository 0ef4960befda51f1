using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Imagery;

/// <summary>Warped pixels against GDAL's (golden/make_warp.py).</summary>
public sealed class WarpGoldenTests
{
    private const int SourceSide = 110;
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Imagery/golden");

    private static readonly Dictionary<string, string[]> Cases = File.ReadLines(Path.Combine(Folder, "warp.csv"))
        .Skip(1)
        .Select(line => line.Split(','))
        .ToDictionary(fields => fields[0]);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_Nearest_EqualsGdalBesideEdges(string name)
    {
        (RasterGrid target, ushort[] expected) = Golden(name, Resampling.Nearest);

        ushort[] pixels = await WarpAsync(name, target, Resampling.Nearest);

        // Fewer than 0.01 % of some 11 000 pixels: one that lies on an edge to the last digit.
        expected.Count(value => value != 0).ShouldBeGreaterThan(1500);
        pixels.Zip(expected).Count(pair => pair.First != pair.Second).ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_Bilinear_IsWithinOneOfGdal(string name) => (await WorstAsync(name, Resampling.Bilinear)).ShouldBeLessThanOrEqualTo(1);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_Cubic_IsWithinOneOfGdal(string name) => (await WorstAsync(name, Resampling.Cubic)).ShouldBeLessThanOrEqualTo(1);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Read_Average_IsWithinOneOfGdal(string name)
    {
        (RasterGrid target, ushort[] expected) = Golden(name, Resampling.Average);

        ushort[] pixels = await WarpAsync(name, target, Resampling.Average);

        // GDAL weighs an image's outermost pixels by all that a box reaches beyond them, and fills boxes up to a pixel beside the image; we do neither.
        int[] inside = [.. Enumerable.Range(0, pixels.Length).Where(i => IsInside(name, target, i % target.Width, i / target.Width))];
        inside.Count(i => expected[i] != 0).ShouldBeGreaterThan(1500);
        inside.Max(i => Math.Abs(pixels[i] - expected[i])).ShouldBeLessThanOrEqualTo(1);
    }

    /// <summary>True when the box between a target pixel's opposite corners lies in the source image.</summary>
    private static bool IsInside(string name, RasterGrid target, int column, int row)
    {
        CrsTransform toSource = new(target.Crs, Crs.Parse(Cases[name][1]));
        (double left, double top) = toSource.Apply(target.OriginX + (column * target.PixelSize), target.OriginY - (row * target.PixelSize));
        (double right, double bottom) = toSource.Apply(target.OriginX + ((column + 1) * target.PixelSize), target.OriginY - ((row + 1) * target.PixelSize));
        return left >= Number(name, 2) && top <= Number(name, 3) && right <= Number(name, 2) + (SourceSide * 10) && bottom >= Number(name, 3) - (SourceSide * 10);
    }

    /// <summary>The formula of make_warp.py.</summary>
    internal static long SourceValue(int x, int y) =>
        ((x / 5) + (y / 7)) % 23 == 0 ? 0 : 1 + (((x * 37L) + (y * 131L) + (((x * x * 3L) + (y * x)) % 611)) % 9000);

    private static async Task<int> WorstAsync(string name, Resampling resampling)
    {
        (RasterGrid target, ushort[] expected) = Golden(name, resampling);
        ushort[] pixels = await WarpAsync(name, target, resampling);
        return pixels.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second));
    }

    private static async Task<ushort[]> WarpAsync(string name, RasterGrid target, Resampling resampling)
    {
        TestTiff tiff = new()
        {
            Width = SourceSide,
            Height = SourceSide,
            Epsg = int.Parse(Cases[name][1], CultureInfo.InvariantCulture),
            OriginX = Number(name, 2),
            OriginY = Number(name, 3),
            NoData = "0",
            Value = (_, _, x, y) => SourceValue(x, y),
        };
        await using CogRasterSource source = new(await CogFile.OpenAsync(new MemoryRangeReader(tiff.Write())));
        ushort[] pixels = new ushort[target.Window.Area];
        await source.ReadAsync(0, target, target.Window, resampling, pixels);
        return pixels;
    }

    private static (RasterGrid Target, ushort[] Pixels) Golden(string name, Resampling resampling)
    {
        int side = (int)Number(name, 8);
        RasterGrid target = new(Crs.Parse(Cases[name][4]), Number(name, 5), Number(name, 6), Number(name, 7), side, side);
        using GZipStream stream = new(File.OpenRead(Path.Combine(Folder, name + ".bin.gz")), CompressionMode.Decompress);
        byte[] bytes = new byte[4 * side * side * 2];
        stream.ReadExactly(bytes);
        ushort[] pixels = MemoryMarshal.Cast<byte, ushort>(bytes).Slice((int)resampling * side * side, side * side).ToArray();
        return (target, pixels);
    }

    private static double Number(string name, int field) => double.Parse(Cases[name][field], CultureInfo.InvariantCulture);
}
