using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RasterFlow.Client;
using RasterFlow.Jobs;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>A finished job's outputs, shared by the command line and read by whoever has the address.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class SharingTests(ServiceFixture service)
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Share_Tiles_OpenInThePmtilesPackage()
    {
        FinishedJob job = await service.WholeJobAsync();
        string url = await ShareAsync(job.Id, "tiles.pmtiles");

        JsonElement read = await Node.RunAsync("pmtiles-url.mjs", url, "0", "0", "0");

        read.GetProperty("maxZoom").GetInt32().ShouldBe(13);
        read.GetProperty("requests").EnumerateArray().ShouldAllBe(static request => request.GetProperty("status").GetInt32() == 206);
    }

    [Fact]
    public async Task Share_Mosaic_ReadsItsFilesAndNothingElse()
    {
        FinishedJob job = await service.WholeJobAsync();
        string url = await ShareAsync(job.Id, "mosaic.zarr");

        using HttpRequestMessage part = new(HttpMethod.Get, $"{url}/zarr.json");
        part.Headers.Range = new RangeHeaderValue(1, 20);
        using HttpResponseMessage answer = await Http.SendAsync(part);
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
        byte[] whole = await File.ReadAllBytesAsync(Path.Combine(job.Folder, "mosaic.zarr", "zarr.json"));
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(whole[1..21]);

        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        using HttpRequestMessage again = new(HttpMethod.Get, $"{url}/zarr.json");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag.ShouldNotBeNull());
        using HttpResponseMessage unchanged = await Http.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        using HttpRequestMessage preflight = new(HttpMethod.Options, $"{url}/zarr.json");
        preflight.Headers.Add("Origin", "https://example.org");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        using HttpResponseMessage allowed = await Http.SendAsync(preflight);
        allowed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Range");

        (await StatusAsync($"{url}/no-such-file")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(url)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync($"{url}/%2e%2e/mosaic.zarr.complete.json")).ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
        (await StatusAsync($"{url}/..%2Fmosaic.zarr.complete.json")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync($"{url[..^4]}AAAA/zarr.json")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Share_AfterItsEnd_ReadsNothing()
    {
        FinishedJob job = await service.WholeJobAsync();
        const double hours = 8 / 3600.0;
        ShareLink file = await service.Client.ShareAsync(job.Id, "tiles.pmtiles", hours);
        ShareLink folder = await service.Client.ShareAsync(job.Id, "prediction.zarr", hours);
        string[] addresses = [file.Url.AbsoluteUri, $"{folder.Url.AbsoluteUri}/zarr.json"];
        (await Task.WhenAll(addresses.Select(StatusAsync))).ShouldAllBe(static status => status == HttpStatusCode.OK);

        // Ends are in whole seconds.
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, (folder.Expires - DateTimeOffset.UtcNow).TotalSeconds) + 1.5));

        (await Task.WhenAll(addresses.Select(StatusAsync))).ShouldAllBe(static status => status == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Share_Tiles_ReadNothingElse()
    {
        FinishedJob job = await service.WholeJobAsync();
        ShareLink tiles = await service.Client.ShareAsync(job.Id, "tiles.pmtiles", 1);
        Uri area = (await service.Client.FindAsync(job.Id))!.Result!.Outputs.Single(static output => output.Name == "aoi.parquet").Url;
        UriBuilder other = new(area) { Query = tiles.Url.Query };

        (await StatusAsync(tiles.Url.AbsoluteUri)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(other.Uri.AbsoluteUri)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Share_BadRequest_IsRefusedWithEveryProblem()
    {
        FinishedJob job = await service.WholeJobAsync();

        JobRefusedException refusal = await Should.ThrowAsync<JobRefusedException>(() => service.Client.ShareAsync(job.Id, "secrets", 1000));
        refusal.Problems.Select(static problem => problem.Field).ShouldBe(["output", "hours"], ignoreOrder: true);
        refusal.Problems.Single(static problem => problem.Field == "output").Message.ShouldContain("'tiles.pmtiles'");

        (int code, _, string error) = await service.RunCommandAsync("share", job.Id, "secrets");
        code.ShouldBe(2);
        error.ShouldContain("'tiles.pmtiles'");
    }

    private static async Task<HttpStatusCode> StatusAsync(string url)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri(url));
        return answer.StatusCode;
    }

    private async Task<string> ShareAsync(string id, string output)
    {
        (int code, string url, string error) = await service.RunCommandAsync("share", id, output, "--hours", "1");
        code.ShouldBe(0, error);
        return url.Trim();
    }
}
