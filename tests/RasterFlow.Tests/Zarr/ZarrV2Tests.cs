using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

/// <summary>Stores in Zarr v2: read back by ourselves, and by Debian's zarr-python, xarray and GDAL where they are installed.</summary>
public sealed class ZarrV2Tests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(ZarrCompression.Zstd)]
    [InlineData(ZarrCompression.Gzip)]
    public async Task RoundTrip_EqualsTheSamples(ZarrCompression compression)
    {
        RasterStoreLayout layout = Layout(RasterSampleType.UInt16, compression);
        ushort[] samples = TestStores.Samples(layout);
        await PyramidTests.WritePyramidAsync(_temporary.Objects, layout, samples, "m.zarr");

        RasterStoreReader reader = await RasterStoreReader.OpenAsync(_temporary.Objects, "m.zarr");

        (reader.Layout.ZarrFormat, reader.Layout.BlockSize, reader.Layout.ChunkSize, reader.Layout.Grid).ShouldBe((2, 64, 16, layout.Grid));
        reader.Layout.Compression.ShouldBe(compression);
        reader.Layout.Bands.ShouldBe(layout.Bands);
        reader.Layout.Times.ShouldBe(layout.Times);
        ushort[] actual = new ushort[50 * 40];
        await reader.ReadAsync<ushort>(1, 2, new(13, 17, 50, 40), actual);
        actual.ShouldBe(TestStores.WindowOf(layout, samples, 1, 2, new(13, 17, 50, 40), (ushort)0));
    }

    [Fact]
    public async Task BlockExistsAsync_OnlyWhenItsLastChunkIsThere()
    {
        RasterStoreLayout layout = Layout(RasterSampleType.UInt16, ZarrCompression.Zstd);
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(_temporary.Objects, "m.zarr", layout);
        BlockIndex corner = new(1, layout.BlockRows - 1, layout.BlockColumns - 1);
        (await writer.BlockExistsAsync(corner)).ShouldBeFalse();

        // Nothing but fill: no chunk but the last is written.
        await writer.WriteBlockAsync<ushort>(corner, new ushort[3 * layout.WindowOf(corner).Area]);

        (await writer.BlockExistsAsync(corner)).ShouldBeTrue();
        Directory.GetFiles(Path.Combine(_temporary.Folder, "m.zarr", "variables", "1"), "*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData(RasterSampleType.UInt16, ZarrCompression.Zstd)]
    [InlineData(RasterSampleType.Float32, ZarrCompression.Gzip)]
    public async Task Peers_ReadValuesCoordinatesAndPlace(RasterSampleType type, ZarrCompression compression)
    {
        Skip.IfNot(await HasPeersAsync(), "python3-zarr, python3-xarray and python3-gdal are not installed: what they see in our Zarr v2 stores was NOT checked.");
        RasterStoreLayout layout = Layout(type, compression);
        ushort[] integers = TestStores.Samples(layout);
        float numpyNaN = BitConverter.Int32BitsToSingle(0x7FC00000);
        float[] reals = [.. integers.Select(value => value == 0 ? numpyNaN : value / 7f)];
        await (type == RasterSampleType.UInt16
            ? PyramidTests.WritePyramidAsync(_temporary.Objects, layout, integers, "m.zarr")
            : PyramidTests.WritePyramidAsync(_temporary.Objects, layout, reals, "m.zarr"));
        string digest = Convert.ToHexStringLower(SHA256.HashData(type == RasterSampleType.UInt16 ? MemoryMarshal.AsBytes<ushort>(integers) : MemoryMarshal.AsBytes<float>(reals)));

        JsonElement seen = await ReadAsync();

        JsonElement zarr = seen.GetProperty("zarr");
        zarr.GetProperty("values").GetString().ShouldBe(digest);
        Texts(zarr, "band").ShouldBe(layout.Bands);
        Numbers(zarr, "time").ShouldBe([19358, 19723]);
        Numbers(zarr, "time_delta").ShouldBe([365, 366]);
        Numbers(zarr, "chunks").ShouldBe([1, 1, 16, 16]);
        Numbers(zarr, "y").ShouldBe([5099995, 5099255]);
        Numbers(zarr, "x").ShouldBe([499985, 505975]);
        Numbers(seen.GetProperty("levels").GetProperty("2x"), "shape").ShouldBe([2, 3, 38, 300]);
        seen.GetProperty("histogram_steps").GetInt32().ShouldBe(2);
        JsonElement xarray = seen.GetProperty("xarray");
        xarray.GetProperty("values").GetString().ShouldBe(digest);
        Texts(xarray, "dims").ShouldBe(["time", "band", "y", "x"]);
        Texts(xarray, "time").ShouldBe(["2023-01-01", "2024-01-01"]);
        Texts(xarray, "band").ShouldBe(layout.Bands);
        Texts(xarray, "coords").ShouldBe(["band", "spatial_ref", "time", "time_delta", "x", "y"]);
        xarray.GetProperty("missing").GetInt32().ShouldBe(integers.Count(value => value == 0));
        JsonElement gdal = seen.GetProperty("gdal");
        gdal.GetProperty("values").GetString().ShouldBe(digest);
        Texts(gdal, "dims").ShouldBe(["time", "band", "y", "x"]);
        Texts(gdal, "band").ShouldBe(layout.Bands);
        gdal.GetProperty("epsg").GetString().ShouldBe("32633");
        Numbers(gdal, "transform").ShouldBe([499980, 10, 0, 5100000, 0, -10]);
    }

    /// <summary>GDAL takes PROJJSON where there is no code.</summary>
    [SkippableFact]
    public async Task Peers_SystemWithoutCode_IsThatOfItsWkt()
    {
        Skip.IfNot(await HasPeersAsync(), "python3-zarr, python3-xarray and python3-gdal are not installed: what they see in our Zarr v2 stores was NOT checked.");
        RasterStoreLayout layout = Layout(RasterSampleType.UInt16, ZarrCompression.Zstd);
        string wkt = Crs.FromEpsg(3035).System.WKT.Replace("\"3035\"", "\"999999\"", StringComparison.Ordinal);
        layout = layout with { Grid = layout.Grid with { Crs = Crs.Parse(wkt) } };
        await PyramidTests.WritePyramidAsync(_temporary.Objects, layout, TestStores.Samples(layout), "m.zarr");

        JsonElement gdal = (await ReadAsync()).GetProperty("gdal");

        layout.Grid.Crs.Epsg.ShouldBe(0);
        gdal.GetProperty("epsg").ValueKind.ShouldBe(JsonValueKind.Null);
        gdal.GetProperty("proj4").GetString().ShouldBe("+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs");
    }

    private static RasterStoreLayout Layout(RasterSampleType type, ZarrCompression compression) =>
        TestStores.Layout(type, width: 600, block: 64) with { ZarrFormat = 2, Compression = compression };

    private static double[] Numbers(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static string[] Texts(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    private static async Task<bool> HasPeersAsync() =>
        File.Exists(Python) && (await RunAsync("-c", "import zarr, xarray, osgeo.gdal")).ExitCode == 0;

    private async Task<JsonElement> ReadAsync()
    {
        (int exitCode, string output, string errors) = await RunAsync(Path.Combine(Repository.Root, "tests", "readers", "zarr_v2.py"), Path.Combine(_temporary.Folder, "m.zarr"));
        exitCode.ShouldBe(0, errors);
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}
