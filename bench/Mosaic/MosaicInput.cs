using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Mosaics;
using RasterFlow.Samples;
using RasterFlow.Scenes;

namespace RasterFlow.Bench.Mosaic;

/// <summary>Simulated scenes of one tile, made once and kept in the temporary folder under a name of their options, and mosaics planned over them.</summary>
internal sealed record MosaicInput(string Folder, string ItemsPath, AreaOfInterest Area)
{
    private const int Year = 2023;

    /// <summary>Scenes of <paramref name="side"/> x <paramref name="side"/> pixels, four bands and the classes at 20 m, in internal tiles of 512.</summary>
    public static async Task<MosaicInput> MakeAsync(int side, int scenes, int seed)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"rasterflow-mosaic-deflate6-{side}-{scenes}-{seed}");
        string mark = Path.Combine(folder, "complete");
        if (!File.Exists(mark))
        {
            await Console.Error.WriteLineAsync($"Simulating {scenes} scenes of {side} x {side} pixels into {folder} ...");
            SimulationOptions options = new()
            {
                Seed = seed,
                WidthPixels = side,
                HeightPixels = side,
                DatesPerYear = scenes,
                FirstYear = Year,
                Years = 1,
                CogTileSide = 512,
                DeflateLevel = 6,
                SingleTile = true,
                EveryPassUsable = true,
            };
            await SceneSimulator.WriteAsync(folder, options);
            await File.WriteAllTextAsync(mark, string.Empty);
        }

        byte[] area = await File.ReadAllBytesAsync(Path.Combine(folder, "aoi.geojson"));
        return new MosaicInput(folder, Path.Combine(folder, "items.json"), AreaReader.FromBytes(area, "aoi.geojson", double.MaxValue));
    }

    /// <summary>Plans the mosaic of the area.</summary>
    /// <param name="crs">The target system; null for the scenes' own.</param>
    public async Task<MosaicPlan> PlanAsync(Crs? crs)
    {
        ItemCollectionSource source = ItemCollectionSource.Parse(await File.ReadAllTextAsync(ItemsPath), new Uri(ItemsPath));
        MosaicRequest request = new()
        {
            Datasets = [DatasetName.S2MedWindowedPixel],
            Area = Area,
            Start = new DateOnly(Year, 1, 1),
            End = new DateOnly(Year + 1, 1, 1),
            TargetCrs = crs,
            Resolution = crs is null ? null : 12.5,
        };
        SceneQuery query = new(Area, new DateTimeOffset(Year, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(Year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return MosaicPlanner.Plan(request, await source.SearchAsync(query));
    }

    /// <summary>Writes what the peer is to do.</summary>
    public static async Task<string> WritePeerJobAsync(MosaicPlan plan, string output, int processes)
    {
        string path = output + ".json";
        MosaicLayer layer = plan.Layers.Single();
        object job = new
        {
            epsg = plan.Grid.Crs.Epsg,
            origin = new[] { plan.Grid.OriginX, plan.Grid.OriginY },
            pixel = plan.Grid.PixelSize,
            width = plan.Grid.Width,
            height = plan.Grid.Height,
            keep = new[] { 2, 4, 5, 6, 11 },
            bands = layer.Bands.Count,
            @out = output,
            processes,
            scenes = plan.Steps.Single().Scenes.Select(scene => new
            {
                offset = scene.DigitalNumberOffset,
                scl = scene.Assets[MosaicPlanner.SceneClassification].LocalPath,
                bands = layer.Bands.Select(band => scene.Assets[band].LocalPath),
            }),
        };
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(job));
        return path;
    }
}
