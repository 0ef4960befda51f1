using System.Net;
using System.Text.Json;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>The map page in a real browser, over a real finished job.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class MapPageTests(ServiceFixture service)
{
    [SkippableFact]
    public async Task Map_OfAFinishedJob_DrawsEveryLayer()
    {
        FinishedJob job = await service.WholeJobAsync();

        JsonElement page = await Node.RunBrowserAsync("map.mjs", service.Stack.Service.AbsoluteUri, job.Id);

        Skip.If(page.TryGetProperty("skipped", out JsonElement why), why.ToString());
        Texts(page, "problems").ShouldBeEmpty();
        Texts(page, "outside").ShouldBeEmpty();
        Texts(page, "unnamed").ShouldBeEmpty();

        // Without layers there is plain land; each layer changes what is seen.
        Colours(page, "empty").ShouldBeLessThan(30);
        Colours(page, "trueColour").ShouldBeGreaterThan(500);
        Colours(page, "ndvi").ShouldBeGreaterThan(60);
        Number(page, "yearsDiffer").ShouldBeGreaterThan(0.1);
        Number(page, "predictionDiffers").ShouldBeGreaterThan(0.1);
        Number(page, "polygonsDiffer").ShouldBeGreaterThan(0.1);
        Number(page, "polygonsAboveScore1Differ").ShouldBeLessThan(0.01);
        Number(page, "colouredDiffer").ShouldBeGreaterThan(0.1);

        // Green leaves: in NDVI's colours red is not the strongest, and in true colour no channel is burnt out.
        double[] ndvi = Mean(page, "ndvi");
        ndvi[1].ShouldBeGreaterThan(ndvi[2]);
        Mean(page, "trueColour").ShouldAllBe(static level => level > 30 && level < 230);

        // The slider shows the first year to its left and the latest to its right.
        Number(page, "leftIsFirst").ShouldBeLessThan(0.02);
        Number(page, "rightIsLatest").ShouldBeLessThan(0.02);
        Texts(page, "attributes").ShouldContain("score_mean");
        page.GetProperty("announced").GetString()!.ShouldContain("score_mean");
        page.GetProperty("linkedLook").GetString().ShouldBe("ndvi");
        page.GetProperty("shared").GetProperty("status").GetInt32().ShouldBe(206);
        page.GetProperty("shared").GetProperty("text").GetString().ShouldBe("PMTiles");
        page.GetProperty("phone").GetProperty("overflow").GetDouble().ShouldBeLessThanOrEqualTo(0);
        page.GetProperty("phone").GetProperty("panelTop").GetDouble().ShouldBeGreaterThan(0.4);
    }

    [Fact]
    public async Task Page_NeedsNoKeyAndTrustsOnlyItself()
    {
        using HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Stack.Service };

        using HttpResponseMessage page = await http.GetAsync("api/map");
        using HttpResponseMessage slash = await http.GetAsync("api/map/");
        using HttpResponseMessage script = await http.GetAsync("api/map/app.js");
        using HttpResponseMessage config = await http.GetAsync("api/map/config.json");
        using HttpResponseMessage missing = await http.GetAsync("api/map/nothing.js");
        using HttpResponseMessage outside = await http.GetAsync("api/map/..%2fhost.json");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        slash.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        slash.Headers.Location!.ToString().ShouldBe("/api/map");
        script.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await config.Content.ReadAsStringAsync()).ShouldBe("{\"baseMap\":null}");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        missing.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        outside.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string[] Texts(JsonElement page, string name) => page.GetProperty(name).Deserialize<string[]>()!;

    private static double Number(JsonElement page, string name) => page.GetProperty(name).GetDouble();

    private static int Colours(JsonElement page, string name) => page.GetProperty(name).GetProperty("colours").GetInt32();

    private static double[] Mean(JsonElement page, string name) => page.GetProperty(name).GetProperty("mean").Deserialize<double[]>()!;
}
