using NetTopologySuite.Geometries;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Each dataset against its definition, written out here pixel by pixel: sort and pick.</summary>
public sealed class EveryDatasetTests
{
    private static readonly int[] Clear = [2, 4, 5, 6, 11];

    public static TheoryData<string, double> DatasetsAndLatitudes
    {
        get
        {
            TheoryData<string, double> data = [];
            foreach (string name in DatasetCatalog.Names)
            {
                foreach (double latitude in (double[])[50.01, 33.51, 12.01, 3.01])
                {
                    data.Add(name, latitude);
                    data.Add(name, -latitude);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(DatasetsAndLatitudes))]
    public async Task Composite_OfTwoYears_EqualsSortAndPick(string name, double latitude)
    {
        Dataset dataset = DatasetCatalog.Find(name)!;
        Scene[] scenes = [.. Scenes(latitude)];
        MosaicPlan plan = MosaicPlanner.Plan(Request(latitude, [name]), scenes);
        MemoryRasters images = Images(plan, scenes);

        for (int step = 0; step < 2; step++)
        {
            ushort[] actual = await InWindowsAsync(plan, images, step);
            actual.ShouldBe(Plain(dataset, scenes, images, 2023 + step, latitude, plan.Grid.Window.Area, dataset.CountsValidPixels), $"year {2023 + step}");
            actual.AsSpan().ContainsAnyExcept((ushort)0).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Composite_StackedDatasets_AreTheSingleOnesOnTopOfEachOther()
    {
        string[] names = [DatasetName.S2MedHarvest, DatasetName.Naip60Cm, DatasetName.S2BestSceneWindowedPixel];
        Scene[] scenes = [.. Scenes(50.01)];
        MosaicPlan plan = MosaicPlanner.Plan(Request(50.01, names) with { CountValidPixels = true, Resolution = 30 }, scenes);
        MemoryRasters images = Images(plan, scenes);
        ushort[] actual = new ushort[plan.Bands.Count * plan.Grid.Window.Area];

        await new BlockCompositor(plan, images).CompositeAsync(1, plan.Grid.Window, actual);

        plan.Bands.Count.ShouldBe(15);
        actual.ShouldBe(names.SelectMany(name => Plain(DatasetCatalog.Find(name)!, scenes, images, 2024, 50.01, plan.Grid.Window.Area, counts: true)));
    }

    [Fact]
    public void Plan_BestSceneOfASeason_GoesByTheMiddleOfThatSeason()
    {
        Dataset best = DatasetCatalog.Find(DatasetName.S2BestSceneWindowedPixel)! with { Name = "BEST_PLANTING", LabelPrefix = "best", Season = SeasonTable.Planting };
        Scene[] scenes = [.. new[] { "2023-04-02", "2023-05-01", "2023-05-30", "2023-07-02" }.Select((day, i) => Sentinel(i, DateTimeOffset.Parse($"{day}T10:00Z", null), 50.01))];

        MosaicPlan plan = MosaicPlanner.Plan(Request(50.01, ["BEST_PLANTING"]) with { OwnDatasets = [best] }, scenes);

        // Days 91 to 151: the middle is 2 May 00:00. 2 July is outside.
        plan.Steps[0].Scenes.OrderBy(scene => scene.Orders![0]).Select(scene => scene.Acquired.DayOfYear).ShouldBe([121, 150, 92]);
    }

    /// <summary>Composites the grid in four windows of odd sizes: no pixel may depend on the window that it is computed in.</summary>
    private static async Task<ushort[]> InWindowsAsync(MosaicPlan plan, MemoryRasters images, int step)
    {
        RasterGrid grid = plan.Grid;
        ushort[] whole = new ushort[plan.Bands.Count * grid.Window.Area];
        (int x, int y) = ((grid.Width / 3) | 1, (grid.Height / 2) | 1);
        foreach (PixelWindow window in (PixelWindow[])[new(0, 0, x, y), new(x, 0, grid.Width - x, y), new(0, y, x, grid.Height - y), new(x, y, grid.Width - x, grid.Height - y)])
        {
            ushort[] part = new ushort[plan.Bands.Count * window.Area];
            await new BlockCompositor(plan, images).CompositeAsync(step, window, part);
            for (int row = 0; row < plan.Bands.Count * window.Height; row++)
            {
                int place = (row / window.Height * grid.Window.Area) + ((window.Y + (row % window.Height)) * grid.Width) + window.X;
                part.AsSpan(row * window.Width, window.Width).CopyTo(whole.AsSpan(place));
            }
        }

        return whole;
    }

    private static IEnumerable<Scene> Scenes(double latitude)
    {
        Random random = new(7);
        for (int i = 0; i < 60; i++)
        {
            yield return Sentinel(i, new DateTimeOffset(2023, 1, 1, 10, 0, 0, TimeSpan.Zero).AddDays(random.Next(731)).AddMinutes(random.Next(600)), latitude);
        }

        // Two looks equally far from the middle of 2023, 2 July 12:00: the earlier one goes first.
        yield return Sentinel(90, new DateTimeOffset(2023, 7, 3, 10, 0, 0, TimeSpan.Zero), latitude);
        yield return Sentinel(91, new DateTimeOffset(2023, 7, 1, 14, 0, 0, TimeSpan.Zero), latitude);
        for (int i = 0; i < 6; i++)
        {
            yield return Aerial(i, new DateTimeOffset(2023, 2, 1, 0, 0, 0, TimeSpan.Zero).AddDays(i * 110), latitude, i == 5 ? 1 : 0.3);
        }
    }

    private static Scene Sentinel(int number, DateTimeOffset acquired, double latitude) => new()
    {
        Id = $"S2-{number:00}",
        Acquired = acquired,
        Footprint = TestScenes.Box(15, latitude - 0.5, 16, latitude + 0.5),
        CloudCover = 20,
        Acquisition = $"pass-{number:00}",
        DigitalNumberOffset = number % 3 == 0 ? -1000 : 0,
        Assets = DatasetCatalog.Find(DatasetName.S2MedWindowedPixelAllBands)!.Bands.Append("SCL").ToDictionary(band => band, band => new SceneAsset(new Uri($"https://images.example/{number}/{band}.tif"))),
    };

    private static Scene Aerial(int number, DateTimeOffset acquired, double latitude, double pixelSize) => new()
    {
        Id = $"naip-{number}",
        Acquired = acquired,
        Footprint = TestScenes.Box(15, latitude - 0.5, 16, latitude + 0.5),
        Acquisition = $"flight-{number}",
        Assets = new Dictionary<string, SceneAsset>(),
        Files = new Dictionary<string, SceneAsset> { ["image"] = new(new Uri($"https://images.example/naip-{number}.tif"), pixelSize) },
    };

    private static MosaicRequest Request(double latitude, string[] names) =>
        TestScenes.Request(TestScenes.Box(15.5, latitude, 15.5041, latitude + 0.0023), names) with { Start = new DateOnly(2023, 1, 1), End = new DateOnly(2025, 1, 1), Resolution = 9 };

    private static MemoryRasters Images(MosaicPlan plan, IEnumerable<Scene> scenes)
    {
        MemoryRasters images = new(plan.Grid);
        Random random = new(3);
        foreach ((string band, SceneAsset asset) in scenes.SelectMany(scene => scene.Assets.Concat(scene.Files)))
        {
            int samples = plan.Grid.Window.Area * (band == "image" ? 4 : 1);
            images.Images[asset.Href] = [.. Enumerable.Range(0, samples).Select(_ => band switch
            {
                "SCL" => (ushort)random.Next(12),
                "image" => (ushort)(random.Next(2) * random.Next(256)),
                _ => (ushort)(random.Next(8) == 0 ? 0 : random.Next(800, 3000)),
            })];
        }

        return images;
    }

    private static IEnumerable<ushort> Plain(Dataset dataset, Scene[] scenes, MemoryRasters images, int year, double latitude, int area, bool counts)
    {
        bool aerial = dataset.Name.StartsWith("NAIP", StringComparison.Ordinal);
        double coarsest = dataset.Name == DatasetName.Naip30Cm ? 0.45 : 0.9;
        Scene[] used = [.. scenes.Where(scene => scene.Acquired.Year == year && InSeason(dataset.Name, scene.Acquired.DayOfYear, latitude)
            && (aerial ? scene.Files.Count > 0 && scene.Files["image"].PixelSize <= coarsest : scene.Assets.Count > 0))];
        ushort[][] result = [.. Enumerable.Range(0, dataset.Bands.Count + (counts ? 1 : 0)).Select(_ => new ushort[area])];
        for (int pixel = 0; pixel < area; pixel++)
        {
            List<(Scene Scene, ushort[] Values)> looks = [.. used.Select(scene => (scene, Look(dataset, scene, images, pixel, area))).Where(look => look.Item2.Any(value => value != 0))];
            for (int band = 0; band < dataset.Bands.Count; band++)
            {
                result[band][pixel] = dataset.Name.StartsWith("S2_MED", StringComparison.Ordinal)
                    ? Median([.. looks.Select(look => look.Values[band]).Where(value => value != 0)])
                    : aerial
                        ? looks.OrderByDescending(look => look.Scene.Acquired).Select(look => look.Values[band]).FirstOrDefault()
                        : looks.OrderBy(look => (look.Scene.Acquired - MiddleOf(year)).Duration()).ThenBy(look => look.Scene.Acquired).Select(look => look.Values[band]).FirstOrDefault();
            }

            if (counts)
            {
                result[^1][pixel] = (ushort)looks.Count;
            }
        }

        return result.SelectMany(band => band);
    }

    private static ushort[] Look(Dataset dataset, Scene scene, MemoryRasters images, int pixel, int area)
    {
        if (scene.Files.TryGetValue("image", out SceneAsset? image))
        {
            return [.. Enumerable.Range(0, 4).Select(band => images.Images[image.Href][(band * area) + pixel])];
        }

        bool clear = Clear.Contains(images.Images[scene.Assets["SCL"].Href][pixel]);
        return [.. dataset.Bands.Select(band => images.Images[scene.Assets[band].Href][pixel])
            .Select(number => !clear || number == 0 ? (ushort)0 : (ushort)Math.Max(1, number + scene.DigitalNumberOffset))];
    }

    private static ushort Median(ushort[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? (ushort)0 : (ushort)Math.Round((values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2.0, MidpointRounding.ToEven);
    }

    private static DateTimeOffset MiddleOf(int year) => year == 2023
        ? new DateTimeOffset(2023, 7, 2, 12, 0, 0, TimeSpan.Zero)
        : new DateTimeOffset(2024, 7, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The table of windows, written out from the specification.</summary>
    private static bool InSeason(string dataset, int day, double latitude)
    {
        (int Planting, int PlantingEnd, int Harvest, int HarvestEnd) window = (Math.Abs(latitude), latitude > 0) switch
        {
            ( > 45, true) => (91, 151, 244, 304),
            ( > 45, false) => (274, 334, 60, 151),
            ( > 20, true) => (60, 120, 213, 304),
            ( > 20, false) => (244, 334, 32, 120),
            ( > 5, true) => (121, 212, 274, 365),
            ( > 5, false) => (305, 365, 91, 181),
            _ => (60, 121, 182, 243),
        };
        return dataset switch
        {
            DatasetName.S2MedPlanting => day >= window.Planting && day <= window.PlantingEnd,
            DatasetName.S2MedHarvest => day >= window.Harvest && day <= window.HarvestEnd,
            _ => true,
        };
    }
}
