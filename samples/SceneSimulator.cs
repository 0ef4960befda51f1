using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Samples.Catalog;
using RasterFlow.Samples.Cogs;
using RasterFlow.Samples.Ground;
using RasterFlow.Samples.Skies;
using RasterFlow.Vectors;

namespace RasterFlow.Samples;

/// <summary>
/// Simulates Sentinel-2 scenes of farmland like that of Haskell County, Kansas: two overlapping tiles, several passes a year with clouds,
/// their shadows and scene classifications, a STAC catalogue and the true fields.
/// </summary>
public static class SceneSimulator
{
    // So little that no pixel is lost, so much that an area's box snaps to its own pixels after the way through degrees.
    private const double AreaInsetMetres = 2;
    private const double AreaEdgeMetres = 1000;

    /// <summary>Writes a sample set into a folder; files of the same name are replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static async Task<SampleSet> WriteAsync(
        string folder,
        SimulationOptions options,
        IProgress<SimulationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder);
        WorldLayout layout = WorldLayout.Of(options);
        Landscape landscape = new(options.Seed, options.Pattern);

        JsonObject[] items = await Task.Run(() => WriteScenes(folder, options, layout, landscape, progress, cancellationToken), cancellationToken);
        string itemsPath = Path.Combine(folder, "items.json");
        await GeoJson.WriteAsync(itemsPath, GeoJson.Collection(items), cancellationToken);

        Envelope area = layout.Area.Bounds;
        string aoiPath = Path.Combine(folder, "aoi.geojson");
        await GeoJson.WriteAsync(aoiPath, GeoJson.Collection([AreaFeature(area)]), cancellationToken);

        IReadOnlyList<TrueField> fields = TrueField.In(landscape, area, options);
        string truthPath = Path.Combine(folder, "truth.geojson");
        await GeoJson.WriteAsync(truthPath, GeoJson.Collection(fields.Select(static f => f.ToGeoJson())), cancellationToken);
        string parquetPath = Path.Combine(folder, "truth.parquet");
        await using (FileStream parquet = File.Create(parquetPath))
        {
            await GeoParquetWriter.WriteAsync(parquet, [.. fields.Select(static f => f.ToVector())], ct: cancellationToken);
        }

        return new SampleSet(
            folder,
            itemsPath,
            aoiPath,
            truthPath,
            parquetPath,
            items.Length,
            fields.Count,
            new DateTimeOffset(options.FirstYear, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(options.FirstYear + options.Years, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static JsonObject[] WriteScenes(
        string folder,
        SimulationOptions options,
        WorldLayout layout,
        Landscape landscape,
        IProgress<SimulationProgress>? progress,
        CancellationToken cancellationToken)
    {
        List<(Overpass Pass, TileGrid Tile, Geometry Footprint)> scenes = [.. PlanScenes(options, layout)];
        JsonObject[] items = new JsonObject[scenes.Count];
        int done = 0;
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = options.Parallelism == 0 ? Environment.ProcessorCount : options.Parallelism,
        };
        Parallel.For(0, scenes.Count, parallel, i =>
        {
            (Overpass pass, TileGrid tile, Geometry footprint) = scenes[i];
            CloudField clouds = new(Hash.Of(landscape.Seed, 81, pass.Number), pass.CloudTarget, layout.Bounds);
            SceneRenderer renderer = new(landscape, tile, pass, clouds, Swath.Of(pass, layout.Area.Bounds));
            ClassCounts counts = SceneWriter.Write(Path.Combine(folder, SceneItem.IdOf(pass, tile)), tile, new CogPacking(options.CogTileSide, options.DeflateLevel), renderer, cancellationToken);
            items[i] = SceneItem.Of(pass, tile, footprint, counts);
            progress?.Report(new SimulationProgress(Interlocked.Increment(ref done), scenes.Count));
        });
        return items;
    }

    private static IEnumerable<(Overpass Pass, TileGrid Tile, Geometry Footprint)> PlanScenes(SimulationOptions options, WorldLayout layout)
    {
        foreach (Overpass pass in OverpassPlan.Of(options))
        {
            foreach (TileGrid tile in layout.Tiles)
            {
                Geometry footprint = Swath.Of(pass, layout.Area.Bounds).Footprint(tile.Grid.Bounds);
                if (footprint is Polygon { IsEmpty: false })
                {
                    yield return (pass, tile, footprint);
                }
            }
        }
    }

    private static JsonObject AreaFeature(Envelope area)
    {
        Envelope inset = area.Copy();
        inset.ExpandBy(-AreaInsetMetres);
        Geometry outline = Wgs84Outline.Of(NetTopologySuite.Geometries.GeometryFactory.Default.ToGeometry(inset), AreaEdgeMetres);
        return GeoJson.Feature((Polygon)outline, new JsonObject { ["name"] = "Simulated farmland" });
    }
}
