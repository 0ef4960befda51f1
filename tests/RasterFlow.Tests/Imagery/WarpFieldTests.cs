using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Positions that warps look pixels up at, against the exact transform (which CrsGoldenTests hold to PROJ's), wherever a Sentinel-2 tile can lie.</summary>
public sealed class WarpFieldTests
{
    private const int TileSide = 10980;

    /// <summary>A tenth of a pixel is promised; the quadratics are cut until they are fifty times better where they are checked, and nowhere ten times worse than that.</summary>
    private const double ToleratedPixels = 0.002;

    private static readonly string[] Targets =
    [
        "zone", "zone", "EPSG:3857", "EPSG:4326", "EPSG:3395", "EPSG:6933", "EPSG:3413", "EPSG:3031", "EPSG:3035", "EPSG:5070",
        """PROJCS["Here",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["latitude_of_origin",10],PARAMETER["central_meridian",20],PARAMETER["standard_parallel_1",-20],PARAMETER["standard_parallel_2",55],UNIT["metre",1]]""",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Of_AnyTileAndTarget_IsNearTheExactPosition(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 40; i++)
        {
            (double longitude, double latitude, Crs sourceCrs, LevelGrid source) = TileAt(random);
            Crs targetCrs = TargetFor(random, sourceCrs, longitude, latitude);
            RasterGrid target = GridAround(random, targetCrs, longitude, latitude);
            CrsTransform toSource = new(targetCrs, sourceCrs);

            IReadOnlyList<WarpCell> cells = WarpField.Of(toSource, source, target, target.Window, CancellationToken.None);

            cells.Sum(static cell => cell.Part.Area).ShouldBe(target.Window.Area);
            foreach (WarpCell cell in cells)
            {
                Worst(random, cell, toSource, source, target).ShouldBeLessThan(ToleratedPixels, $"{sourceCrs} to {targetCrs} at {longitude} {latitude}");
            }
        }
    }

    private static double Worst(Random random, WarpCell cell, CrsTransform toSource, LevelGrid source, RasterGrid target)
    {
        Span<double> xs = stackalloc double[cell.Part.Width];
        Span<double> ys = stackalloc double[cell.Part.Width];
        int row = random.Next(cell.Part.Y, cell.Part.Bottom);
        cell.Row(cell.Part.X + 0.5, row + 0.5, xs, ys);
        double worst = 0;
        for (int column = 0; column < xs.Length; column += 1 + random.Next(7))
        {
            (double x, double y) = toSource.Apply(target.OriginX + ((cell.Part.X + column + 0.5) * target.PixelSize), target.OriginY - ((row + 0.5) * target.PixelSize));
            worst = Math.Max(worst, double.Hypot(xs[column] - ((x - source.OriginX) / source.PixelWidth), ys[column] - ((source.OriginY - y) / source.PixelHeight)));
        }

        return worst;
    }

    /// <summary>A tile on its zone's lattice around a place between 80 degrees south and 84 north: up to a tile's width beyond the zone's edge.</summary>
    private static (double Longitude, double Latitude, Crs Crs, LevelGrid Grid) TileAt(Random random)
    {
        (double longitude, double latitude) = ((random.NextDouble() * 360) - 180, (random.NextDouble() * 164) - 80);
        Crs crs = Crs.UtmOf(longitude, latitude);
        (double x, double y) = new CrsTransform(Crs.Wgs84, crs).Apply(longitude, latitude);
        double left = (Math.Round(x / 10) - random.Next(TileSide)) * 10;
        double top = (Math.Round(y / 10) + random.Next(TileSide)) * 10;
        return (longitude, latitude, crs, new LevelGrid(left, top, 10, 10, TileSide, TileSide));
    }

    private static Crs TargetFor(Random random, Crs source, double longitude, double latitude)
    {
        string name = Targets[random.Next(Targets.Length)];
        return (name, latitude, longitude) switch
        {
            ("zone", _, _) => Crs.FromEpsg((source.Epsg / 100 * 100) + (((source.Epsg % 100) + 58 + (2 * random.Next(2))) % 60) + 1),
            ("EPSG:3413", < 50, _) or ("EPSG:3031", > -50, _) => Crs.WebMercator,
            ("EPSG:3035", < 25, _) or ("EPSG:3035", _, < -40 or > 60) or ("EPSG:5070", < 15, _) or ("EPSG:5070", _, > -50 or < -140) => Crs.FromEpsg(6933),
            _ => Crs.Parse(name),
        };
    }

    /// <summary>A block of a grid of 10 to 60 m around the place, on the system's own lattice.</summary>
    private static RasterGrid GridAround(Random random, Crs crs, double longitude, double latitude)
    {
        double size = new[] { 10.0, 12.5, 20, 60 }[random.Next(4)] / (crs.IsGeographic ? 111_320 : 1);
        (double x, double y) = new CrsTransform(Crs.Wgs84, crs).Apply(longitude, latitude);
        int side = 200 + random.Next(400);
        return new RasterGrid(crs, (Math.Round(x / size) - (side / 2)) * size, (Math.Round(y / size) + (side / 2)) * size, size, side, side);
    }
}
