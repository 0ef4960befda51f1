using NetTopologySuite.Geometries;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Tiles;

/// <summary>Tiles beside each other: what crosses their common edge crosses it at the same place on both sides.</summary>
public sealed class TileSeamTests
{
    /// <summary>Where an edge crosses the seam is rounded on each side for itself: to half a unit, a sixteenth of a screen pixel.</summary>
    private const double Tolerance = 1.01;

    [Theory]
    [InlineData(500_000)]
    [InlineData(6_000)]
    public async Task BuildAsync_NeighbouringTiles_MeetWithoutSeams(int tileBytesLimit)
    {
        List<VectorFeature> features = [.. Stars(new Random(11), 1500)];
        TileOptions options = new() { MinZoom = 0, MaxZoom = 13, TileBytesLimit = tileBytesLimit };
        (Dictionary<TileId, List<DecodedFeature>> tiles, TilesResult result) = await BuildAsync(features, options);
        (result.CoarsenedTiles > 0).ShouldBe(tileBytesLimit < 500_000);
        int crossings = 0;
        foreach ((TileId tile, List<DecodedFeature> here) in tiles)
        {
            crossings += Compare(here, tiles.GetValueOrDefault(tile with { X = tile.X + 1 }, []), static p => (p.X, p.Y), $"right of {tile}");
            crossings += Compare(here, tiles.GetValueOrDefault(tile with { Y = tile.Y + 1 }, []), static p => (p.Y, p.X), $"below {tile}");
        }

        crossings.ShouldBeGreaterThan(2000);
    }

    [Fact]
    public async Task BuildAsync_AnyLimit_KeepsTheAreaAtEveryZoom()
    {
        // Disjoint, as fields are: where things overlap, nothing says what area is true.
        List<VectorFeature> features = [.. Stars(new Random(12), 2500)];
        double truth = features.Sum(static feature => Mercator.AreaOf(feature.Geometry));
        foreach (int limit in (int[])[500_000, 20_000, 5_000])
        {
            (Dictionary<TileId, List<DecodedFeature>> tiles, TilesResult result) = await BuildAsync(features, new TileOptions { MaxZoom = 12, TileBytesLimit = limit });
            for (int zoom = result.MinZoom; zoom <= 12; zoom++)
            {
                double area = tiles.Where(entry => entry.Key.Z == zoom).Sum(static entry => entry.Value.Sum(static feature => feature.VisibleArea));
                (area / Math.Pow(4096.0 * (1 << zoom), 2) / truth).ShouldBe(1, 0.05, $"limit {limit}, zoom {zoom}");
            }
        }
    }

    /// <summary>Crooked stars in cells of their own; some reach over many tiles.</summary>
    private static IEnumerable<VectorFeature> Stars(Random random, int count)
    {
        int across = (int)Math.Ceiling(Math.Sqrt(count));
        for (int i = 0; i < count; i++)
        {
            double cell = 0.012;
            double size = cell * (random.Next(6) == 0 ? 0.05 : 0.25 + (0.23 * random.NextDouble()));
            (double x, double y) = (9.5 + ((i % across) * cell), 50.2 + (i / across * cell));
            int corners = random.Next(5, 60);
            Coordinate[] ring = new Coordinate[corners + 1];
            for (int c = 0; c < corners; c++)
            {
                (double sine, double cosine) = Math.SinCos(2 * Math.PI * c / corners);
                double radius = size * (0.4 + (0.6 * random.NextDouble()));
                ring[c] = new Coordinate(x + (radius * cosine), y + (radius * sine));
            }

            ring[corners] = ring[0];
            yield return new VectorFeature { Id = i + 1, Label = "field", Time = new DateOnly(2024, 1, 1), Pixels = i, Geometry = new Polygon(new LinearRing(ring)) };
        }
    }

    private static async Task<(Dictionary<TileId, List<DecodedFeature>> Tiles, TilesResult Result)> BuildAsync(List<VectorFeature> features, TileOptions options)
    {
        string path = Path.Combine(Path.GetTempPath(), $"rasterflow-seams-{Guid.NewGuid():N}.pmtiles");
        try
        {
            TilesResult result;
            await using (FileStream file = File.Create(path))
            {
                result = await TileBuilder.BuildAsync(features.ToAsyncEnumerable(), options, file);
            }

            Dictionary<TileId, List<DecodedFeature>> tiles = [];
            PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(path));
            await foreach (PmTilesEntry entry in archive.ListAsync())
            {
                entry.Length.ShouldBeLessThanOrEqualTo((uint)options.TileBytesLimit);
                for (ulong tile = entry.TileId; tile < entry.TileId + entry.RunLength; tile++)
                {
                    TileId id = TileId.FromNumber(tile);
                    tiles.Add(id, DecodedFeature.ReadAll((await archive.ReadTileAsync(id))!));
                }
            }

            return (tiles, result);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Every crossing on one side has its like on the other; returns how many there are.</summary>
    private static int Compare(List<DecodedFeature> here, List<DecodedFeature> there, Func<(long X, long Y), (long Across, long Along)> axes, string where)
    {
        List<Crossing> mine = Crossings(here, axes, 4096);
        List<Crossing> yours = Crossings(there, axes, 0);
        mine.FindAll(static crossing => crossing.Counts).ForEach(crossing => Nearest(yours, crossing).ShouldBeLessThan(Tolerance, $"{crossing}, {where}"));
        yours.FindAll(static crossing => crossing.Counts).ForEach(crossing => Nearest(mine, crossing).ShouldBeLessThan(Tolerance, $"{crossing}, {where}"));
        return mine.Count(static crossing => crossing.Counts);
    }

    private static double Nearest(List<Crossing> others, Crossing crossing) =>
        others.Where(other => other.Id == crossing.Id).Select(other => Math.Abs(other.Place - crossing.Place)).DefaultIfEmpty(double.MaxValue).Min();

    /// <summary>Where features' rings cross or touch a line.</summary>
    private static List<Crossing> Crossings(List<DecodedFeature> features, Func<(long X, long Y), (long Across, long Along)> axes, long line)
    {
        List<Crossing> result = [];
        foreach (DecodedFeature feature in features)
        {
            foreach ((long X, long Y)[] ring in feature.Parts)
            {
                for (int i = 0; i < ring.Length; i++)
                {
                    (long fromAcross, long fromAlong) = axes(ring[i]);
                    (long toAcross, long toAlong) = axes(ring[(i + 1) % ring.Length]);
                    (long from, long to) = (fromAcross - line, toAcross - line);
                    if (from * to <= 0 && from != to)
                    {
                        double place = fromAlong + ((double)(toAlong - fromAlong) * from / (from - to));
                        result.Add(new Crossing(feature.Id, place, from * to < 0));
                    }
                }
            }
        }

        return result;
    }

    /// <summary>A place where a ring meets a line.</summary>
    /// <param name="Id">The feature.</param>
    /// <param name="Place">Along the line, in tile units.</param>
    /// <param name="IsStrict">Whether an edge goes through; else a corner lies on the line, and perhaps nothing on its other side.</param>
    private readonly record struct Crossing(ulong Id, double Place, bool IsStrict)
    {
        /// <summary>Whether the neighbour must show it too: not at a tile's corner, where two other tiles meet.</summary>
        public bool Counts => IsStrict && Place is > 4 and < 4092;
    }
}
