using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
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
    public async Task Share_BadRequest_IsRefusedWithEveryProblem()
    {
        FinishedJob job = await service.WholeJobAsync();
        (int code, _, string error) = await service.RunCommandAsync("share", job.Id, "secrets", "--hours", "1000");
        code.ShouldBe(2);
        error.ShouldContain("hours");
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
