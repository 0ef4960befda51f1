using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>Imagery that is not as a job would have it, from the command line: a clear answer before or during the job.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class BadImageryTests(ServiceFixture service)
{
    [Fact]
    public async Task Run_NoScenes_IsRefusedWithWhatThereIs()
    {
        JsonObject job = CreateJob();
        job["aoi"] = JsonNode.Parse("[10.0, 50.0, 10.1, 50.1]");

        (int code, _, string error) = await RunAsync("run", job, "bad-no-scenes");

        code.ShouldBe(2);
        error.ShouldContain("aoi: No scene of the catalogue covers any of the area between 2023-01-01 and 2025-01-01");
        error.ShouldContain($"Left out: {Items().Count} scenes outside the area.");
    }

    [Fact]
    public async Task Run_CloudierThanTheLimit_SaysHowManyScenes()
    {
        JsonObject job = CreateJob();
        job["max_cloud_cover"] = 0;

        (int code, _, string error) = await RunAsync("run", job, "bad-cloud");
        (int exit, string output, _) = await RunAsync("preflight", job, "bad-cloud");

        code.ShouldBe(2);
        error.ShouldContain($"Left out: {Items().Count} scenes with 0 % cloud or more.");
        exit.ShouldBe(0);
        output.ShouldContain($"left out: {Items().Count / 2} scenes with 0 % cloud or more: ");
        output.ShouldContain("no scene can be used between 2023-01-01 and 2024-01-01. That time step would hold no data.");
        output.ShouldContain("It would not be started: there are no scenes for S2_MED_WINDOWED_PIXEL.");
    }

    [Fact]
    public async Task Run_SceneWithAMissingBand_IsToldBeforeAndInTheResult()
    {
        JsonObject job = CreateJob();
        string id = string.Empty;
        job["scenes"] = WriteCatalogue("missing-band", items =>
        {
            id = items[1]!["id"]!.GetValue<string>();
            items[1]!["assets"]!.AsObject().Remove("nir").ShouldBeTrue();
            return items;
        });

        (int code, string output, string error) = await RunAsync("preflight", job, "bad-missing-band");
        FinishedJob finished = await service.RunJobAsync(job, "bad-missing-band-run");

        code.ShouldBe(0, error);
        output.ShouldContain($"left out: 1 scene for which the catalogue names no image for B08: {id}");
        output.ShouldContain("It would run; see the warnings.");
        JsonElement skipped = finished.Result.GetProperty("skipped").EnumerateArray().ShouldHaveSingleItem();
        (skipped.GetProperty("id").GetString(), skipped.GetProperty("reason").GetString()).ShouldBe((id, "the catalogue names no image for B08"));
    }

    /// <summary>All that shows a time step is gone: the job says so before it starts, or leaves it out, as its document says.</summary>
    [Fact]
    public async Task Run_ScenesWhoseImagesAreGone_AreRefusedOrLeftOutAsTheDocumentSays()
    {
        JsonObject job = CreateJob();
        job["end"] = "2024-01-01";
        string id = string.Empty;
        job["scenes"] = WriteCatalogue("gone", items =>
        {
            JsonNode first = items.First(item => item!["properties"]!["datetime"]!.GetValue<string>().StartsWith("2023", StringComparison.Ordinal))!;
            id = first["id"]!.GetValue<string>();
            foreach ((string name, JsonNode? asset) in first["assets"]!.AsObject())
            {
                asset!["href"] = service.Store.GetUri($"uploads/gone/{name}.tif").AbsoluteUri;
            }

            return new JsonArray(first.DeepClone());
        });

        (int code, _, string error) = await RunAsync("run", job, "bad-gone");
        code.ShouldBe(2);
        error.ShouldContain($"scenes: The images 'SCL', 'B02', 'B03', 'B04', 'B08' of scene {id} cannot be read");
        error.ShouldContain("\"on_scene_failure\": \"skip\"");
        job["on_scene_failure"] = "skip";
        (_, string output, _) = await RunAsync("preflight", job, "bad-gone");
        FinishedJob finished = await service.RunJobAsync(job, "bad-gone-run");

        output.ShouldContain($"left out: 1 scene with an image that cannot be read: {id}");
        JsonElement skipped = finished.Result.GetProperty("skipped").EnumerateArray().ShouldHaveSingleItem();
        skipped.GetProperty("id").GetString().ShouldBe(id);
        skipped.GetProperty("reason").GetString()!.ShouldContain("404");
        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(new FileObjectStore(finished.Folder), "mosaic.zarr");
        ushort[] samples = new ushort[mosaic.Layout.Grid.Window.Area];
        await mosaic.ReadAsync<ushort>(0, 0, mosaic.Layout.Grid.Window, samples);
        samples.ShouldAllBe(value => value == 0);
    }

    /// <summary>An image that nothing looks at before the job: it is cut off in its middle.</summary>
    [Fact]
    public async Task Run_SceneThatFailsOnTheWay_IsLeftOutAndToldToPeople()
    {
        JsonObject job = CreateJob();
        job["on_scene_failure"] = "skip";
        string id = string.Empty;
        job["scenes"] = WriteCatalogue("cut", items => CutOff(items, "cut.tif", out id));
        string document = Path.Combine(service.Folder, "bad-cut.json");
        await File.WriteAllTextAsync(document, job.ToJsonString());

        (int code, string output, string error) = await service.RunCommandAsync("run", document, "--wait");

        code.ShouldBe(0, error);
        output.ShouldContain($"skipped: {id}: left out of ");
        output.ShouldContain("cut.tif");
    }

    /// <summary>As the message of the failed job advises: the second run takes every block of the first, by the same objects.</summary>
    [Fact]
    public async Task Run_FailedAndThenStartedWithSkip_MakesOnlyTheBlocksThatMissed()
    {
        JsonObject job = CreateJob();
        (job["end"], job["block_size"], job["chunk_size"], job["multiscales"]) = ("2024-01-01", 64, 32, true);
        job["scenes"] = WriteCatalogue("cut-2", items => CutOff(items, "cut-2.tif", out _));
        HashSet<string> others = [.. (await MosaicObjectsAsync()).Keys];

        string document = Path.Combine(service.Folder, "bad-cut-2.json");
        await File.WriteAllTextAsync(document, job.ToJsonString());
        (int code, string output, string error) = await service.RunCommandAsync("run", document, "--wait");
        code.ShouldBe(1, error);
        output.ShouldContain("Reading band B04 of scene ");
        output.ShouldContain("cut-2.tif");
        output.ShouldContain("What is done is kept.");
        Dictionary<string, string> first = (await MosaicObjectsAsync()).Where(pair => !others.Contains(pair.Key)).ToDictionary();

        job["on_scene_failure"] = "skip";
        FinishedJob finished = await service.RunJobAsync(job, "bad-cut-2");

        Dictionary<string, string> second = (await MosaicObjectsAsync()).Where(pair => !others.Contains(pair.Key)).ToDictionary();
        second.Keys.Select(static key => key.Split('/')[1]).Distinct().ShouldHaveSingleItem("both runs make one mosaic");
        first.Count.ShouldBeInRange(1, second.Count - 1);
        second.Count.ShouldBe(100, "ten by ten blocks");
        foreach ((string key, string tag) in first)
        {
            second[key].ShouldBe(tag, key);
        }

        string reason = finished.Result.GetProperty("skipped").EnumerateArray().ShouldHaveSingleItem().GetProperty("reason").GetString()!;
        int without = int.Parse(reason.Split("left out of ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        without.ShouldBe(second.Count - first.Count, "every block that misses the scene, and no other, was made again");
    }

    [Theory]
    [InlineData("aoi", "\"POLYGON((-120 20,-80 20,-80 50,-120 50,-120 20))\"", "aoi: ", "km2")]
    [InlineData("datasets", """["S2_MED_WINDOWED"]""", "datasets: ", "'S2_MED_WINDOWED' is not known. Available: S2_MED_PLANTING")]
    [InlineData("custom_datasets", """[{"name": "OWN", "bands": [{"name": "red", "asset": "red", "index": 2}]}]""", "custom_datasets[0].bands: ", "has 1 band, but band 2 of asset 'red' is asked for")]
    public async Task Run_WhatCannotBe_IsNamedWithItsField(string member, string value, string field, string expected)
    {
        JsonObject job = CreateJob();
        job[member] = JsonNode.Parse(value);
        if (member == "custom_datasets")
        {
            job["datasets"] = new JsonArray("OWN");
        }

        (int code, _, string error) = await RunAsync("run", job, "bad-value");

        code.ShouldBe(2);
        error.ShouldContain(field);
        error.ShouldContain(expected);
    }

    /// <summary>What else an option may not be: ClientSettingsTests.</summary>
    [Fact]
    public async Task Run_EmptyOption_SaysWhatToGive()
    {
        string file = Path.Combine(service.Folder, "bad-option.json");
        await File.WriteAllTextAsync(file, CreateJob().ToJsonString());

        (int code, _, string error) = await service.RunCommandAsync("run", file, "--storage", "");

        code.ShouldBe(1);
        error.Trim().ShouldBe("--storage is empty. Give a value, or leave the option out to use RASTERFLOW_STORAGE or the local service.");
    }

    /// <summary>The last usable scene of the catalogue gets a red image that ends in its middle.</summary>
    private JsonArray CutOff(JsonArray items, string name, out string id)
    {
        JsonNode last = items.Where(item => item!["properties"]!["eo:cloud_cover"]!.GetValue<double>() < 60 && item!["properties"]!["datetime"]!.GetValue<string>().StartsWith("2023", StringComparison.Ordinal))
            .MaxBy(item => item!["properties"]!["datetime"]!.GetValue<string>())!;
        id = last["id"]!.GetValue<string>();
        string folder = Path.GetDirectoryName(service.Samples.ItemsPath)!;
        byte[] whole = File.ReadAllBytes(Path.Combine(folder, last["assets"]!["red"]!["href"]!.GetValue<string>()));
        File.WriteAllBytes(Path.Combine(folder, name), whole[..(whole.Length / 2)]);
        last["assets"]!["red"]!["href"] = name;
        return items;
    }

    /// <summary>All blocks of mosaics in the service's storage, with their tags: a block that is written again has another.</summary>
    private async Task<Dictionary<string, string>> MosaicObjectsAsync()
    {
        Dictionary<string, string> tags = [];
        await foreach (ObjectEntry entry in service.Store.ListAsync("mosaics/"))
        {
            if (entry.Key.Contains("/mosaic.zarr/variables/c/", StringComparison.Ordinal))
            {
                tags[entry.Key] = (await service.Store.GetTagAsync(entry.Key))!;
            }
        }

        return tags;
    }

    private JsonArray Items() => JsonNode.Parse(File.ReadAllText(service.Samples.ItemsPath))!["features"]!.AsArray();

    /// <summary>A catalogue beside the simulated one, of its scenes as a test changes them.</summary>
    private string WriteCatalogue(string name, Func<JsonArray, JsonArray> change)
    {
        JsonNode catalogue = JsonNode.Parse(File.ReadAllText(service.Samples.ItemsPath))!;
        JsonArray items = catalogue["features"]!.AsArray();
        catalogue["features"] = change((JsonArray)items.DeepClone());
        string path = Path.Combine(Path.GetDirectoryName(service.Samples.ItemsPath)!, $"{name}.json");
        File.WriteAllText(path, catalogue.ToJsonString());
        return path;
    }

    /// <summary>A mosaic of the simulated scenes and nothing else.</summary>
    private JsonObject CreateJob()
    {
        JsonObject job = service.CreateJob();
        foreach (string member in (string[])["predict", "vectorize", "tiles", "catalog_table"])
        {
            job.Remove(member);
        }

        job["block_size"] = 512;
        job["multiscales"] = false;
        return job;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string command, JsonObject job, string name)
    {
        string file = Path.Combine(service.Folder, $"{name}.json");
        await File.WriteAllTextAsync(file, job.ToJsonString());
        return await service.RunCommandAsync(command, file);
    }
}
