using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Storage;

namespace RasterFlow.Tests.Imagery;

public sealed class CogRasterOpenerTests
{
    [Fact]
    public async Task Open_FileReplacedAfterItsHeader_FailsOnceAndThenReadsTheNewOne()
    {
        TestTiff[] versions = [new() { Width = 600, Height = 600, Compression = 1, Value = (_, _, _, _) => 7 }, new() { Width = 600, Height = 600, Compression = 1, Value = (_, _, _, _) => 8 }];
        byte[][] contents = [.. versions.Select(version => version.Write())];
        int current = 0;
        await using LocalServer server = await LocalServer.StartAsync((context, _) =>
            Results.File(contents[current], enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{current}\"")).ExecuteAsync(context));
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true });
        CogRasterOpener opener = new(readers);
        await using IRasterSource old = await opener.OpenAsync(server.Address("/a.tif"));

        current = 1;
        await Should.ThrowAsync<SourceReadException>(() => PixelAsync(old));
        await using IRasterSource renewed = await opener.OpenAsync(server.Address("/a.tif"));

        (await PixelAsync(renewed)).ShouldBe((ushort)8);
    }

    private static async Task<ushort> PixelAsync(IRasterSource source)
    {
        ushort[] pixel = new ushort[1];
        await source.ReadAsync(0, source.Grid, new PixelWindow(599, 599, 1, 1), Resampling.Nearest, pixel);
        return pixel[0];
    }
}
