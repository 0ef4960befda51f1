using RasterFlow.Imagery;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Imagery;

/// <summary>Real Sentinel-2 COGs through the whole chain: catalogue, allow-list, opener, pixels.</summary>
public sealed class RealSceneTests
{
    [SkippableFact]
    public async Task Read_EveryAssetOfTheCatalogue_GivesPixelsOnItsGrid()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        Uri address = new(Path.Combine(Repository.RealData!, "s2-33T", "items.json"));
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        CogRasterOpener opener = new(readers);
        ISceneSource catalogue = await SceneSources.OpenAsync(address, readers);
        FoundScenes scenes = await catalogue.SearchAsync(new SceneQuery(Areas.AreaCases.Globe, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 101));
        int read = 0;
        foreach (SceneAsset asset in scenes.SelectMany(scene => scene.Assets.Values))
        {
            await using IRasterSource source = await opener.OpenAsync(asset.Href);
            ushort[] pixels = new ushort[source.Grid.Window.Area];
            await source.ReadAsync(0, source.Grid, source.Grid.Window, Resampling.Nearest, pixels);

            source.Grid.Crs.Epsg.ShouldBe(32633);
            source.Grid.OriginX.ShouldBe(asset.OriginX!.Value);
            source.Grid.PixelSize.ShouldBe(asset.PixelSize!.Value);
            pixels.Count(value => value != 0).ShouldBeGreaterThan(pixels.Length / 10);
            read++;
        }

        scenes.Count.ShouldBe(6);
        read.ShouldBe(30);
    }

    [SkippableFact]
    public async Task Read_BigEndianPlanarScene_HasItsBands()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        CogFile file = await CogFile.OpenAsync(new FileRangeReader(Path.Combine(Repository.RealData!, "s2-scene", "S2_L2A_sample.tif")));
        file.Full.LittleEndian.ShouldBeFalse();
        file.Full.IsPlanar.ShouldBeTrue();
        file.Full.BandCount.ShouldBe(5);
        CogRasterSource source = new(file);
        ushort[] scl = new ushort[source.Grid.Window.Area];

        await source.ReadAsync(4, source.Grid, source.Grid.Window, Resampling.Nearest, scl);

        scl.ShouldAllBe(value => value <= 11);
        scl.Distinct().Count().ShouldBeGreaterThan(2);
    }
}
