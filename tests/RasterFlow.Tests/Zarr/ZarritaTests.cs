using System.Diagnostics;
using System.Text.Json;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

/// <summary>What zarrita, the JavaScript reader that map clients use, sees in our stores.</summary>
public sealed class ZarritaTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(ZarrCompression.Zstd)]
    [InlineData(ZarrCompression.Gzip)]
    public async Task Zarrita_OwnStore_ReadsValuesAndCoordinates(ZarrCompression compression)
    {
        RasterStoreLayout layout = TestStores.Layout() with { Compression = compression };
        ushort[] samples = TestStores.Samples(layout);
        await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(_temporary.Objects, "m.zarr", layout), samples);

        JsonElement seen = await RunAsync();

        (await RasterStoreReader.OpenAsync(_temporary.Objects, "m.zarr")).Layout.Compression.ShouldBe(compression);
        Numbers(seen, "shape").ShouldBe([2, 3, 75, 101]);
        Strings(seen, "dimensions").ShouldBe(["time", "band", "y", "x"]);
        Strings(seen, "band").ShouldBe(layout.Bands);
        Strings(seen, "labels").ShouldBe(layout.Bands);
        Numbers(seen, "time").ShouldBe([19358, 19723]);
        Numbers(seen, "timeDelta").ShouldBe([365, 366]);
        (Numbers(seen, "y")[0], Numbers(seen, "y")[^1]).ShouldBe((5099995, 5099255));
        (Numbers(seen, "x")[0], Numbers(seen, "x")[^1]).ShouldBe((499985, 500985));
        Numbers(seen, "values").SequenceEqual(samples.Select(value => (double)value)).ShouldBeTrue();
        Strings(seen, "contents").ShouldBe(["/", "/band", "/spatial_ref", "/time", "/time_delta", "/variables", "/x", "/y"]);
        seen.GetProperty("attributes").GetProperty("proj:code").GetString().ShouldBe("EPSG:32633");
    }

    [Fact]
    public async Task Zarrita_Overview_ReadsTheLevel()
    {
        RasterStoreLayout layout = TestStores.Layout(RasterSampleType.Float32, width: 700, height: 20, bands: 1) with { Times = [new DateOnly(2023, 1, 1)], TimeDeltaDays = null };
        float[] samples = [.. Enumerable.Range(0, 14000).Select(i => i % 5 == 0 ? float.NaN : (i % 97) * 0.5f)];
        await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(_temporary.Objects, "m.zarr", layout), samples);
        await MultiscaleTests.BuildAllAsync(_temporary.Objects, "m.zarr", layout);
        float[] expected = new float[350 * 10];
        await (await RasterStoreReader.OpenAsync(_temporary.Objects, "m.zarr/2x")).ReadAsync<float>(0, 0, new(0, 0, 350, 10), expected);

        JsonElement seen = await RunAsync("2x");

        Numbers(seen, "shape").ShouldBe([1, 1, 10, 350]);
        Numbers(seen, "values").SequenceEqual(expected.Select(value => (double)value)).ShouldBeTrue();
        Strings(seen, "contents").ShouldContain("/2x/variables");
    }

    private async Task<JsonElement> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("node") { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["tests/readers/zarrita.mjs", Path.Combine(_temporary.Folder, "m.zarr"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process node = Process.Start(start)!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static double[] Numbers(JsonElement seen, string name) =>
        [.. seen.GetProperty(name).EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];

    private static string[] Strings(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];
}
