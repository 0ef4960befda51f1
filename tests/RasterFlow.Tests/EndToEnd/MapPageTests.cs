using System.Globalization;
using System.Net;
using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Jobs;
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
        Number(page, "falseColourDiffers").ShouldBeGreaterThan(0.1);
        page.GetProperty("falseColourBands").GetString().ShouldBe("s2med_windowed_pixel:B08,s2med_windowed_pixel:B04,s2med_windowed_pixel:B03");
        Number(page, "trueColourAgain").ShouldBeLessThan(0.01);
        page.GetProperty("trueColourBands").GetString().ShouldBeNull();
        Number(page, "predictionDiffers").ShouldBeGreaterThan(0.1);
        Number(page, "probabilityDiffers").ShouldBeGreaterThan(0.1);
        Number(page, "transparentDiffers").ShouldBeLessThan(0.01);
        Number(page, "polygonsDiffer").ShouldBeGreaterThan(0.1);
        Number(page, "polygonsAboveScore1Differ").ShouldBeLessThan(0.01);
        Number(page, "colouredDiffer").ShouldBeGreaterThan(0.1);
        Number(page, "colouredByAreaDiffer").ShouldBeGreaterThan(0.05);
        page.GetProperty("legend").GetString()!.ShouldContain("Area of fields");
        page.GetProperty("legend").GetString()!.ShouldContain(" ha");

        // Green leaves: in NDVI's colours red is not the strongest, and in true colour no channel is burnt out.
        double[] ndvi = Mean(page, "ndvi");
        ndvi[1].ShouldBeGreaterThan(ndvi[2]);
        Mean(page, "trueColour").ShouldAllBe(static level => level > 30 && level < 230);

        // The slider shows the first year to its left and the latest to its right.
        Number(page, "leftIsFirst").ShouldBeLessThan(0.02);
        Number(page, "rightIsLatest").ShouldBeLessThan(0.02);
        Texts(page, "compareTags").ShouldBe(["2023", "2024"]);
        page.GetProperty("splitByKeyboard").GetString().ShouldBe("60.5");

        // Everything that the tiles carry, by pointer and by keyboard alike.
        Texts(page, "attributes").ShouldBe(["Label", "Time step", "Pixels", "Area", "Perimeter", "Score, mean", "Score, least", "Score, greatest", "Score, deviation"]);
        page.GetProperty("announced").GetString()!.ShouldContain("Score, mean 0.");
        page.GetProperty("announcedByKeyboard").GetString().ShouldBe(page.GetProperty("announced").GetString());
        page.GetProperty("focusAfterEscape").GetString().ShouldBe("0 map");
        Number(page, "baseMap").ShouldBeGreaterThan(0.9);
        page.GetProperty("linkedLook").GetString().ShouldBe("ndvi");
        page.GetProperty("shared").GetProperty("status").GetInt32().ShouldBe(206);
        page.GetProperty("shared").GetProperty("text").GetString().ShouldBe("PMTiles");
        page.GetProperty("phone").GetProperty("overflow").GetDouble().ShouldBeLessThanOrEqualTo(0);
        page.GetProperty("phone").GetProperty("panelTop").GetDouble().ShouldBeGreaterThan(0.4);
    }

    [SkippableFact]
    public async Task Map_OfJobsThatPredictOtherThings_DrawsEachAsWhatItIs()
    {
        MapJobs jobs = new(service);
        string[] ids = [await jobs.RunYearlyAsync(), await jobs.RunAsync("class"), await jobs.RunAsync("logits"), await jobs.RunRegressionAsync()];

        JsonElement page = await Node.RunBrowserAsync("years.mjs", [service.Stack.Service.AbsoluteUri, .. ids]);

        Skip.If(page.TryGetProperty("skipped", out JsonElement why), why.ToString());
        Texts(page, "problems").ShouldBeEmpty();
        Texts(page, "outside").ShouldBeEmpty();

        // Each year's prediction and polygons, and nothing of the other year.
        Number(page, "predictionDiffers").ShouldBeGreaterThan(0.1);
        Number(page, "predictionYearsDiffer").ShouldBeGreaterThan(0.05);
        Number(page, "lastIsDefault").ShouldBeLessThan(0.001);
        page.GetProperty("predictionLegend").GetString()!.ShouldContain("Prediction, 2024");
        Number(page, "polygonYearsDiffer").ShouldBeGreaterThan(0.05);
        Texts(page, "polygonTimes").ShouldBe(["2023-01-01", "2024-01-01"]);
        page.GetProperty("polygonLegend").GetString()!.ShouldContain("Polygons, 2024");
        Number(page, "leftIsFirst").ShouldBeLessThan(0.02);
        Number(page, "rightIsLast").ShouldBeLessThan(0.02);
        Number(page, "rightIsNotFirst").ShouldBeGreaterThan(0.05);
        page.GetProperty("timeBehindTheSlider").GetString().ShouldBe("2024-01-01");
        page.GetProperty("popupIsSeen").GetBoolean().ShouldBeTrue();

        // A name with a comma.
        Number(page, "hiddenDiffers").ShouldBeLessThan(0.001);
        Number(page, "hiddenAfterReload").ShouldBeLessThan(0.001);
        page.GetProperty("isStillUnchecked").GetBoolean().ShouldBeTrue();

        // Attributes of deep zooms.
        Number(page, "farDiffers").ShouldBeLessThan(0.001);
        page.GetProperty("farLegend").GetString()!.ShouldContain("Perimeter from zoom 11: zoom in.");
        Number(page, "nearDiffers").ShouldBeGreaterThan(0.05);
        page.GetProperty("nearLegend").GetString()!.ShouldContain(" m");

        // Another job, other labels.
        page.GetProperty("labelLegend").GetString()!.ShouldContain("Probability of field");
        JsonElement other = page.GetProperty("otherJob");
        other.GetProperty("prediction").GetString().ShouldBe("classes");
        other.GetProperty("look").GetString().ShouldBe("classes");
        other.GetProperty("legend").GetString()!.ShouldNotContain("Probability");
        page.GetProperty("unknownLabel").GetProperty("look").GetString().ShouldBe("off");
        page.GetProperty("unknownLabel").GetProperty("differs").GetDouble().ShouldBeLessThan(0.001);

        // Numbers of classes in the labels' colours; logits and values between what they reach.
        page.GetProperty("classShares").Deserialize<double[]>()!.ShouldAllBe(static share => share > 0.05);
        double[] logits = Ends(page.GetProperty("logits"), "Logit of field");
        logits[0].ShouldBeLessThan(-0.5);
        logits[1].ShouldBeGreaterThan(1.5);
        page.GetProperty("logits").GetProperty("colours").GetInt32().ShouldBeGreaterThan(50);
        Number(page, "logitClassesDiffer").ShouldBeLessThan(0.1);
        double[] values = Ends(page.GetProperty("values"), "near infrared");
        values[0].ShouldBeInRange(1, 30);
        values[1].ShouldBeInRange(values[0] + 5, 100);
        page.GetProperty("values").GetProperty("colours").GetInt32().ShouldBeGreaterThan(50);

        page.GetProperty("hashes").EnumerateArray().ShouldAllBe(static opened => opened.GetProperty("isThere").GetBoolean());
    }

    [SkippableFact]
    public async Task NewJob_DrawnOnTheMap_IsLookedAtStartedAndWatched()
    {
        Envelope scenes = AreaReader.FromBytes(await File.ReadAllBytesAsync(service.Samples.AoiPath), "aoi.geojson").Geometry.EnvelopeInternal;
        string box = string.Create(CultureInfo.InvariantCulture, $"{scenes.MinX},{scenes.MinY},{scenes.MaxX},{scenes.MaxY}");

        string[] staged = [(await service.StageScenesAsync()).AbsoluteUri, (await service.StageModelAsync()).AbsoluteUri];

        JsonElement page = await Node.RunBrowserAsync("new-job.mjs", [service.Stack.Service.AbsoluteUri, .. staged, box]);

        Skip.If(page.TryGetProperty("skipped", out JsonElement why), why.ToString());
        Texts(page, "problems").ShouldBeEmpty();
        Texts(page, "places").ShouldContain("Haskell, Kansas county");
        page.GetProperty("placeNote").GetString()!.ShouldContain("us/ks/081");
        Number(page, "placeZoom").ShouldBeInRange(8, 12);
        page.GetProperty("typed").Deserialize<double[]>().ShouldBe([scenes.MinX, scenes.MinY, scenes.MaxX, scenes.MaxY]);
        page.GetProperty("refusal").GetString()!.ShouldContain("datasets");
        page.GetProperty("canStartAfterRefusal").GetBoolean().ShouldBeFalse();
        page.GetProperty("findings").GetString()!.ShouldContain("blocks");

        // The form and the document follow each other, and nothing that was deleted comes back.
        Members(page, "controlsOfDocument").ShouldBe("dataset=NAIP_60CM scenes= start=2021-05-01 end=2021-09-01 recipe= model= features=");
        Members(page, "documentOfControls").ShouldBe("aoi datasets start=2022-05-01 end=2021-09-01 block_size");
        Members(page, "recipeDocument").ShouldBe("aoi start=2022-05-01 end=2021-09-01 block_size predict recipe=FTW vectorize tiles");
        page.GetProperty("recipeDocument").GetProperty("predict").GetRawText().ShouldBe("{\"model_path\":\"ftw-b3\"}");
        Members(page, "recipeControls").ShouldContain("recipe=FTW model=ftw-b3 features=field, field_boundaries");
        Members(page, "documentWithoutModel").ShouldBe("aoi start=2022-05-01 end=2021-09-01 block_size datasets");
        page.GetProperty("halfDocument").GetString().ShouldBe("{ \"aoi\":");
        page.GetProperty("canStartAfterChange").GetBoolean().ShouldBeFalse();
        Texts(page, "statesSeen").ShouldContain("running");
        Texts(page, "statesSeen")[^1].ShouldBe("succeeded");
        Texts(page, "progressSeen").ShouldContain(static bar => bar.StartsWith("Mosaic: ", StringComparison.Ordinal));
        page.GetProperty("shown").GetString().ShouldBe(page.GetProperty("id").GetString());
        Texts(page, "layers").ShouldBe(["fields", "boundaries"]);

        // The service says the same: this very area was worked on, and lies in the mosaic.
        string id = page.GetProperty("id").GetString()!;
        (await service.Client.FindAsync(id))!.State.ShouldBe(JobStates.Succeeded);
        Geometry drawn = GeoJsonGeometryReader.Read(page.GetProperty("drawn"));
        drawn.NumPoints.ShouldBe(5);
        using HttpClient http = new() { BaseAddress = service.Stack.Service };
        byte[] area = await http.GetByteArrayAsync(new Uri($"api/jobs/{id}/outputs/aoi.parquet", UriKind.Relative));
        GeoParquetAreaReader.Read(area, "aoi.parquet").Single().EqualsTopologically(drawn).ShouldBeTrue();
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

    /// <summary>The two ends of a ramp in a legend, after its name.</summary>
    private static double[] Ends(JsonElement shown, string name)
    {
        string[] lines = shown.GetProperty("legend").GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines[0].ShouldStartWith(name);
        return [.. lines[1..3].Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    /// <summary>The members of an object in order; texts and their values.</summary>
    private static string Members(JsonElement page, string name) => string.Join(' ', page.GetProperty(name).EnumerateObject().Select(static member =>
        member.Value.ValueKind == JsonValueKind.String ? $"{member.Name}={member.Value.GetString()}" : member.Name));

    private static string[] Texts(JsonElement page, string name) => page.GetProperty(name).Deserialize<string[]>()!;

    private static double Number(JsonElement page, string name) => page.GetProperty(name).GetDouble();

    private static int Colours(JsonElement page, string name) => page.GetProperty(name).GetProperty("colours").GetInt32();

    private static double[] Mean(JsonElement page, string name) => page.GetProperty(name).GetProperty("mean").Deserialize<double[]>()!;
}
