using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;

namespace RasterFlow.Tests.Mosaics;

/// <summary>
/// One area on both sides of a border between two UTM zones: each scene shows the same landscape, a plane over web Mercator, in its own zone's grid.
/// Seamless is then what every pixel can tell: it has the landscape's value, wherever it lies.
/// </summary>
public sealed class TwoZonesTests : IDisposable
{
    private const double Border = 18;
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-zones-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(3857)]
    [InlineData(0)]
    public async Task Composite_AcrossAZoneBorder_HasNoSeam(int epsg)
    {
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        Polygon area = TestScenes.Box(Border - 0.03, 47.98, Border + 0.03, 48.02);
        MosaicRequest request = TestScenes.Request(area) with { TargetCrs = epsg == 0 ? null : Crs.FromEpsg(epsg), Resolution = 20, CountValidPixels = true, BlockSize = 64, ChunkSize = 16 };
        Scene[] scenes = [Write(32633, "west"), Write(32634, "east")];
        MosaicPlan plan = MosaicPlanner.Plan(request, scenes);
        BlockCompositor compositor = new(plan, new CogRasterOpener(readers));
        CrsTransform toMercator = new(plan.Grid.Crs, Crs.WebMercator);

        int pixels = 0;
        for (int y = 0; y < plan.Grid.Height; y += 64)
        {
            for (int x = 0; x < plan.Grid.Width; x += 64)
            {
                PixelWindow window = new PixelWindow(x, y, 64, 64).Intersect(plan.Grid.Window);
                ushort[] samples = new ushort[plan.Bands.Count * window.Area];
                await compositor.CompositeAsync(0, window, samples);
                pixels += Check(plan, window, samples, toMercator);
            }
        }

        pixels.ShouldBe(plan.Grid.Window.Area);
    }

    private static int Check(MosaicPlan plan, PixelWindow window, ushort[] samples, CrsTransform toMercator)
    {
        for (int i = 0; i < window.Area; i++)
        {
            double x = plan.Grid.OriginX + ((window.X + (i % window.Width) + 0.5) * plan.Grid.PixelSize);
            double y = plan.Grid.OriginY - ((window.Y + (i / window.Width) + 0.5) * plan.Grid.PixelSize);
            (double mx, double my) = toMercator.Apply(x, y);

            // The nearest source pixel's centre is at most 14.2 m (half the diagonal of 20 m) away on the ground, so 22 m in web Mercator at this latitude.
            Math.Abs(samples[i] - Landscape(mx, my)).ShouldBeLessThanOrEqualTo(5.5, $"pixel {i} of {window}");
            samples[(plan.Layers[0].Bands.Count * window.Area) + i].ShouldBe((ushort)1, "both scenes are of one pass, and count once");
        }

        return window.Area;
    }

    /// <summary>Rises by 1 every 5 m to the east and every 10 m to the south.</summary>
    private static double Landscape(double mercatorX, double mercatorY) => 3000 + ((mercatorX - 2_003_750) / 5) - ((mercatorY - 6_106_000) / 10);

    private Scene Write(int epsg, string name)
    {
        Crs crs = Crs.FromEpsg(epsg);
        (double x, double y) = new CrsTransform(Crs.Wgs84, crs).Apply(Border, 48);
        double left = Math.Floor((x - 4000) / 20) * 20;
        double top = Math.Ceiling((y + 4000) / 20) * 20;
        CrsTransform toMercator = new(crs, Crs.WebMercator);
        Dictionary<string, SceneAsset> assets = [];
        foreach (string band in new[] { "B02", "B03", "B04", "B08", "SCL" })
        {
            TestTiff tiff = new()
            {
                Width = 400,
                Height = 400,
                Tile = 64,
                Epsg = epsg,
                OriginX = left,
                OriginY = top,
                PixelSize = 20,
                Value = (_, _, column, row) =>
                {
                    (double mx, double my) = toMercator.Apply(left + ((column + 0.5) * 20), top - ((row + 0.5) * 20));

                    // Only a part of each scene has data, as where a pass's strip ends: the west's to 1 km east of the border, the east's from 1 km west of it.
                    double across = left + ((column + 0.5) * 20) - x;
                    bool isEmpty = name == "west" ? across > 1000 : across < -1000;
                    return isEmpty ? 0 : band == "SCL" ? 4 : (long)Math.Round(Landscape(mx, my));
                },
            };
            string path = Path.Combine(_folder, $"{name}-{band}.tif");
            File.WriteAllBytes(path, tiff.Write());
            assets[band] = new SceneAsset(new Uri(path), 20, left, top);
        }

        return new Scene
        {
            Id = name,
            Acquired = new DateTimeOffset(2023, 8, 15, 10, 0, 0, TimeSpan.Zero),
            Footprint = TestScenes.Box(Border - 0.05, 47.96, Border + 0.05, 48.04),
            Epsg = epsg,
            Acquisition = "one pass",
            Assets = assets,
        };
    }
}
