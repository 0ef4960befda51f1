using NetTopologySuite.Geometries;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Tiles;

/// <summary>What is not an ordinary field: lines, points, giants, features by the thousand in one place, memory too small for all of them.</summary>
public sealed class TileShapeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rasterflow-shapes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task BuildAsync_SortMemoryTooSmall_SameBytes()
    {
        List<VectorFeature> features = [.. Boxes(900)];
        byte[] first = await BytesAsync(features, new TileOptions { MinZoom = 0, MaxZoom = 11 });
        byte[] spilled = await BytesAsync(features, new TileOptions { MinZoom = 0, MaxZoom = 11, SortBytes = 20_000 });
        spilled.ShouldBe(first);
    }

    [Fact]
    public async Task BuildAsync_Line_CrossesTilesInOnePiece()
    {
        VectorFeature line = Feature(7, new LineString([new(15, 47), new(15.05, 47.02), new(15.3, 47.1)]));
        List<(TileId Tile, DecodedFeature Feature)> pieces = await ReadAsync([line], new TileOptions { MaxZoom = 12 });
        pieces.ShouldAllBe(static piece => piece.Feature.Type == 2 && piece.Feature.Id == 7);
        pieces.Count(static piece => piece.Tile.Z == 12).ShouldBeGreaterThan(3);
        double length = pieces.Where(static piece => piece.Tile.Z == 12).Sum(static piece => VisibleLength(piece.Feature)) / 4096 / 4096;
        Geometry truth = line.Geometry.Copy();
        truth.Apply(new Mercator());
        (length / truth.Length).ShouldBe(1, 0.01);
    }

    [Fact]
    public async Task BuildAsync_Points_AreAtEveryZoom()
    {
        List<VectorFeature> points = [.. Enumerable.Range(1, 50).Select(static i => Feature(i, new Point(15 + (i * 0.01), 47)))];
        List<(TileId Tile, DecodedFeature Feature)> pieces = await ReadAsync(points, new TileOptions { MaxZoom = 10 });
        for (int zoom = 0; zoom <= 10; zoom++)
        {
            pieces.Where(piece => piece.Tile.Z == zoom).Select(static piece => piece.Feature.Id).Distinct().Count().ShouldBe(50, $"zoom {zoom}");
        }

        (long x, long y) = pieces.Single(static piece => piece.Tile.Z == 0 && piece.Feature.Id == 50).Feature.Parts[0][0];
        (x, y).ShouldBe(((long)Math.Round(4096 * ((15.5 / 360) + 0.5)), 1441));
    }

    [Fact]
    public async Task BuildAsync_GiantPolygon_IsClippedPerTile()
    {
        // A circle of 40,000 corners over some 3,000 tiles: no tile may carry more of it than crosses it.
        const int corners = 40_000;
        Coordinate[] ring = [.. Enumerable.Range(0, corners + 1).Select(static i => Math.SinCos(2 * Math.PI * (i % corners) / corners)).Select(static sc => new Coordinate(15 + (2 * sc.Cos), 47 + (1.4 * sc.Sin)))];
        VectorFeature giant = Feature(1, new Polygon(new LinearRing(ring)));
        List<(TileId Tile, DecodedFeature Feature)> pieces = await ReadAsync([giant], new TileOptions { MinZoom = 4, MaxZoom = 11 });
        for (int zoom = 4; zoom <= 11; zoom++)
        {
            double area = pieces.Where(piece => piece.Tile.Z == zoom).Sum(static piece => piece.Feature.VisibleArea) / Math.Pow(4096.0 * (1 << zoom), 2);
            (area / Mercator.AreaOf(giant.Geometry)).ShouldBe(1, 0.002, $"zoom {zoom}");
        }

        pieces.Where(static piece => piece.Tile.Z == 11).Max(static piece => piece.Feature.Parts[0].Length).ShouldBeLessThan(corners / 20);
        pieces.Where(static piece => piece.Tile.Z == 11).Count(static piece => piece.Feature.Parts[0].Length == 4).ShouldBeGreaterThan(300);
    }

    [Fact]
    public async Task BuildAsync_MoreFeaturesThanATileMayHave_DrawsItCoarser()
    {
        List<VectorFeature> features = [.. Boxes(900)];
        List<(TileId Tile, DecodedFeature Feature)> pieces = await ReadAsync(features, new TileOptions { MinZoom = 9, MaxZoom = 9, TileFeaturesLimit = 100 });
        pieces.GroupBy(static piece => piece.Tile).ShouldAllBe(static tile => tile.Count() <= 100);
        double area = pieces.Sum(static piece => piece.Feature.VisibleArea) / Math.Pow(4096.0 * 512, 2);
        (area / features.Sum(static feature => Mercator.AreaOf(feature.Geometry))).ShouldBe(1, 0.05);
    }

    [Fact]
    public async Task BuildAsync_NothingSaidOfZooms_ChoosesThemFromTheFeatures()
    {
        TilesResult fine = await ResultAsync(Boxes(100), new TileOptions());
        TilesResult coarse = await ResultAsync(Boxes(100, degrees: 0.02), new TileOptions());
        (fine.MaxZoom - coarse.MaxZoom).ShouldBeInRange(3, 5);
        (fine.MinZoom - coarse.MinZoom).ShouldBeInRange(3, 5);
    }

    private static IEnumerable<VectorFeature> Boxes(int count, double degrees = 0.002) => Enumerable.Range(0, count).Select(i =>
    {
        (double west, double south) = (15 + (i % 30 * degrees), 47 + (i / 30 * degrees));
        (double east, double north) = (west + (degrees * 0.8), south + (degrees * 0.7));
        return Feature(i + 1, new Polygon(new LinearRing([new(west, south), new(east, south), new(east, north), new(west, north), new(west, south)])));
    });

    private static VectorFeature Feature(long id, Geometry geometry) =>
        new() { Id = id, Label = "field", Time = new DateOnly(2024, 1, 1), Pixels = 9, ScoreMean = 0.5, Geometry = geometry };

    private static double VisibleLength(DecodedFeature line)
    {
        Envelope tile = new(0, 4096, 0, 4096);
        return line.Parts.Sum(part => new LineString([.. part.Select(static p => new Coordinate(p.X, p.Y))])
            .Intersection(GeometryFactory.Default.ToGeometry(tile)).Length);
    }

    private static async Task<byte[]> BytesAsync(IEnumerable<VectorFeature> features, TileOptions options)
    {
        using MemoryStream output = new();
        await TileBuilder.BuildAsync(features.ToAsyncEnumerable(), options, output);
        return output.ToArray();
    }

    private static Task<TilesResult> ResultAsync(IEnumerable<VectorFeature> features, TileOptions options) =>
        TileBuilder.BuildAsync(features.ToAsyncEnumerable(), options, new MemoryStream());

    private async Task<List<(TileId Tile, DecodedFeature Feature)>> ReadAsync(IEnumerable<VectorFeature> features, TileOptions options)
    {
        string path = Path.Combine(_folder.FullName, "shapes.pmtiles");
        await File.WriteAllBytesAsync(path, await BytesAsync(features, options));
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(path));
        List<(TileId, DecodedFeature)> result = [];
        await foreach (PmTilesEntry entry in archive.ListAsync())
        {
            for (ulong tile = entry.TileId; tile < entry.TileId + entry.RunLength; tile++)
            {
                TileId id = TileId.FromNumber(tile);
                result.AddRange(DecodedFeature.ReadAll((await archive.ReadTileAsync(id))!).Select(feature => (id, feature)));
            }
        }

        return result;
    }
}
