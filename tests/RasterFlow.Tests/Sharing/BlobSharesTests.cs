using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Sharing;
using RasterFlow.Tests.Support;
using RasterFlow.Tiles;

namespace RasterFlow.Tests.Sharing;

public sealed class BlobSharesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task SignAsync_TileArchive_OpensInThePmtilesPackageByRangeRequests()
    {
        BlobContainerClient container = await FilledContainerAsync();
        Uri url = (await SharesOf(container).SignAsync("tiles/a/tiles.pmtiles", DateTimeOffset.UtcNow.AddMinutes(5))).Url;

        JsonElement read = await Node.RunAsync("pmtiles-url.mjs", url.AbsoluteUri, "1", "1", "0");

        read.GetProperty("maxZoom").GetInt32().ShouldBe(1);
        read.GetProperty("tileBytes").GetInt32().ShouldBe(4);
        foreach (JsonElement request in read.GetProperty("requests").EnumerateArray())
        {
            request.GetProperty("range").GetString()!.ShouldStartWith("bytes=");
            request.GetProperty("status").GetInt32().ShouldBe(206);
        }
    }

    [Fact]
    public async Task SignAsync_AfterItsEnd_IsRefused()
    {
        BlobContainerClient container = await FilledContainerAsync();
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(3);
        Uri url = (await SharesOf(container).SignAsync("tiles/a/tiles.pmtiles", end)).Url;
        (await StatusAsync(HttpMethod.Get, url)).ShouldBe(HttpStatusCode.OK);

        // A signature's end is in whole seconds.
        await Task.Delay(end.AddSeconds(1.5) - DateTimeOffset.UtcNow);

        (await StatusAsync(HttpMethod.Get, url)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task SignAsync_AnythingElse_IsRefused()
    {
        BlobContainerClient container = await FilledContainerAsync();
        Uri url = (await SharesOf(container).SignAsync("tiles/a/tiles.pmtiles", DateTimeOffset.UtcNow.AddMinutes(5))).Url;
        Uri other = new(url.AbsoluteUri.Replace("/tiles/a/", "/tiles/b/", StringComparison.Ordinal));
        Uri list = new($"{container.Uri}?restype=container&comp=list&{url.Query.TrimStart('?')}");

        (await StatusAsync(HttpMethod.Get, other)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Get, list)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Put, url)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Delete, url)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(HttpMethod.Get, new UriBuilder(url) { Query = string.Empty }.Uri)).ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SignAsync_FromAWebPage_IsAllowed()
    {
        BlobContainerClient container = await FilledContainerAsync();
        BlobServiceClient blobs = new(azurite.ConnectionString);
        await new ContainerSetup(blobs, SettingsOf(container)).StartAsync(CancellationToken.None);
        Uri url = (await SharesOf(container).SignAsync("tiles/a/tiles.pmtiles", DateTimeOffset.UtcNow.AddMinutes(5))).Url;

        using HttpRequestMessage read = new(HttpMethod.Get, url);
        read.Headers.Add("Origin", "https://pmtiles.io");
        read.Headers.Range = new RangeHeaderValue(0, 126);
        using HttpResponseMessage answer = await Http.SendAsync(read);

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
    }

    private static AppSettings SettingsOf(BlobContainerClient container) => AppSettings.From(new ConfigurationBuilder()
        .AddInMemoryCollection([new("RASTERFLOW_CONTAINER", container.Name)])
        .Build());

    private static async Task<HttpStatusCode> StatusAsync(HttpMethod method, Uri address)
    {
        using HttpRequestMessage request = new(method, address);
        if (method == HttpMethod.Put)
        {
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            request.Content = new ByteArrayContent([1]);
        }

        using HttpResponseMessage answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    private BlobShares SharesOf(BlobContainerClient container) => new(new BlobServiceClient(azurite.ConnectionString), SettingsOf(container), TimeProvider.System);

    private async Task<BlobContainerClient> FilledContainerAsync()
    {
        using PmTilesWriter writer = new();
        writer.Add(new TileId(1, 1, 0).ToNumber(), Gzip.Compress("tile"u8));
        using MemoryStream archive = new();
        await writer.FinishAsync(archive, "{}"u8.ToArray(), 0, 1, [10, 40, 11, 41]);
        BlobContainerClient container = await azurite.CreateContainerAsync();
        foreach (string name in (string[])["tiles/a/tiles.pmtiles", "tiles/b/tiles.pmtiles"])
        {
            await container.UploadBlobAsync(name, BinaryData.FromBytes(archive.ToArray()));
        }

        return container;
    }
}
