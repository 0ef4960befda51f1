using System.Diagnostics;

namespace RasterFlow.Tests.Samples;

public sealed class CogLayoutTests(SampleSetFixture fixture) : IClassFixture<SampleSetFixture>
{
    [Theory]
    [InlineData("nir", 16, 10)]
    [InlineData("scl", 8, 20)]
    public void Tags_OfEveryLevel_AreThoseOfATiledDeflatedCog(string asset, int bits, int pixelSize)
    {
        SampleScene scene = fixture.Scenes[0];
        TiffFile file = scene.Open(asset);

        file.Directories[0][33550].ShouldBe([pixelSize, pixelSize, 0]);
        file.Directories[0][33922].ShouldBe([0, 0, 0, scene.OriginX, scene.OriginY, 0]);
        GeoKey(file, 3072).ShouldBe(32614);
        new[] { file.Height(), file.Width() }.ShouldBe(scene.Shape(asset));
        foreach (Dictionary<int, double[]> tags in file.Directories)
        {
            new[] { tags[258][0], tags[259][0], tags[317][0], tags[322][0], tags[323][0] }.ShouldBe([bits, 8, 2, 256, 256]);
            tags[42113].ShouldBe([(double)'0', 0]);
        }
    }

    [Fact]
    public void Tiles_OfOverviews_StandBeforeTheFullResolution()
    {
        TiffFile file = fixture.Scenes[0].Open("red");
        file.Directories.Count.ShouldBeGreaterThan(1);
        double last = file.DirectoryEnd;
        foreach (Dictionary<int, double[]> tags in Enumerable.Reverse(file.Directories))
        {
            foreach (double offset in tags[324])
            {
                offset.ShouldBeGreaterThan(last);
                last = offset;
            }
        }
    }

    [Fact]
    public void Overview_OfABand_IsTheMeanOfPixelsWithData()
    {
        // The pass whose swath ends inside the area has pixels without data.
        TiffFile file = fixture.Scenes.First(s => (double)s.Properties["s2:nodata_pixel_percentage"]! > 0).Open("green");
        (int[] full, int[] half) = (file.Read(), file.Read(1));
        int zeros = 0;
        int wrong = 0;
        for (int i = 0; i < half.Length; i++)
        {
            (int x, int y) = (2 * (i % file.Width(1)), 2 * (i / file.Width(1)));
            int[] four = [.. new[] { (0, 0), (1, 0), (0, 1), (1, 1) }.Select(d =>
                full[(Math.Min(y + d.Item2, file.Height() - 1) * file.Width()) + Math.Min(x + d.Item1, file.Width() - 1)]).Where(v => v > 0)];
            wrong += half[i] == (four.Length == 0 ? 0 : (int)Math.Floor(four.Average() + 0.5)) ? 0 : 1;
            zeros += four.Length == 0 ? 1 : 0;
        }

        wrong.ShouldBe(0);
        zeros.ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public void Gdal_ReadsTheLayout_AsCog()
    {
        string tool = "/usr/bin/gdalinfo";
        Skip.IfNot(File.Exists(tool), "gdalinfo is not installed: GDAL's reading of the COGs was NOT checked.");
        TiffFile file = fixture.Scenes[0].Open("red");
        using Process process = Process.Start(new ProcessStartInfo(tool, ["-stats", "--config", "GDAL_PAM_ENABLED", "NO", fixture.Scenes[0].PathOf("red")])
        {
            RedirectStandardOutput = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();

        text.ShouldContain("LAYOUT=COG");
        text.ShouldContain("PREDICTOR=2");
        text.ShouldContain($"Overviews: {file.Width(1)}x{file.Height(1)}");
        text.ShouldContain(FormattableString.Invariant($"STATISTICS_MEAN={file.Read().Average():F6}")[..^3]);
    }

    private static double GeoKey(TiffFile file, int key)
    {
        double[] keys = file.Directories[0][34735];
        int at = Enumerable.Range(1, (int)keys[3]).Single(i => keys[4 * i] == key) * 4;
        return keys[at + 3];
    }
}
