using System.Globalization;
using System.Text.Json;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Bench.Tiles;

/// <summary>
/// Map tiles of simulated fields: ours from the job's GeoParquet against tippecanoe (<c>--tippecanoe PATH</c>) from line-delimited GeoJSON, each in a process of
/// its own. <c>--fields</c> says how many. At the end the browser libraries decode every tile of ours, unless <c>--decode 0</c>. The exit code is 1 when a tile or
/// the memory is over its limit, a tile cannot be decoded or is missing, or a zoom loses area.
/// </summary>
internal static class TilesBenchmark
{
    /// <summary>What .NET's heap may take on a host of 2 GB: three quarters of it, in hexadecimal. A larger machine's collector would wait longer than it may there.</summary>
    private const string HeapLimit = "DOTNET_GCHeapHardLimit=60000000";

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        if (arguments.Text("input", string.Empty) is { Length: > 0 } input)
        {
            return await BuildAsync(input, arguments.Text("output", string.Empty), arguments);
        }

        int fields = arguments.Integer("fields", 200_000);
        int maxZoom = arguments.Integer("max-zoom", 14);
        string folder = Directory.CreateTempSubdirectory("rasterflow-bench-tiles-").FullName;
        try
        {
            string parquet = Path.Combine(folder, "fields.parquet");
            await using (FileStream file = File.Create(parquet))
            {
                await GeoParquetWriter.WriteAsync(file, SimulatedFields.Make(fields).ToAsyncEnumerable());
            }

            TilesVerdict verdict = new();
            double ours = await OursAsync(folder, fields, maxZoom, verdict);
            if (arguments.Text("tippecanoe", string.Empty) is { Length: > 0 } tippecanoe)
            {
                double theirs = await TippecanoeAsync(tippecanoe, folder, fields, maxZoom);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {theirs / ours:0.0}"));
            }

            if (arguments.Integer("decode", 1) != 0)
            {
                await DecodeAsync(Path.Combine(folder, "ours.pmtiles"), fields, verdict);
            }

            return verdict.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The process that is measured: a GeoParquet file in, an archive out.</summary>
    private static async Task<int> BuildAsync(string input, string output, BenchArguments arguments)
    {
        TileOptions options = new() { MinZoom = 0, MaxZoom = arguments.Integer("max-zoom", 14), DetailZooms = arguments.Integer("detail-zooms", new TileOptions().DetailZooms) };
        FileObjectStore store = new(Path.GetDirectoryName(Path.GetFullPath(input))!);
        await using FileStream archive = File.Create(output);
        TilesResult result = await TileBuilder.BuildAsync(VectorParts.ReadAsync(store, [Path.GetFileName(input)]), options, archive);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.TileCount} tiles, {result.CoarsenedTiles} of them coarsened, the largest {result.LargestTileBytes} bytes, archive {result.Bytes / 1e6:0.0} MB"));
        return 0;
    }

    private static async Task<double> OursAsync(string folder, int fields, int maxZoom, TilesVerdict verdict)
    {
        string output = Path.Combine(folder, "ours.pmtiles");
        MeasuredProcess run = await MeasuredProcess.RunAsync(
            "env",
            HeapLimit,
            "dotnet",
            typeof(TilesBenchmark).Assembly.Location,
            "tiles",
            "--input",
            Path.Combine(folder, "fields.parquet"),
            "--output",
            output,
            "--max-zoom",
            $"{maxZoom}");
        Print("RasterFlow", fields, maxZoom, run, run.Output.Trim());
        verdict.CheckMemory(run.PeakBytes);
        verdict.CheckLargest(await LargestAsync(await PmTilesReader.OpenAsync(new FileRangeReader(output))));
        return run.Seconds;
    }

    private static async Task<double> TippecanoeAsync(string tippecanoe, string folder, int fields, int maxZoom)
    {
        string input = Path.Combine(folder, "fields.geojsonl");
        string output = Path.Combine(folder, "theirs.pmtiles");
        GeoJsonLines.Write(input, SimulatedFields.Make(fields));
        MeasuredProcess run = await MeasuredProcess.RunAsync(
            tippecanoe, "-q", "-f", "-o", output, "-l", "fields", "-Z0", $"-z{maxZoom}", "-P", "--drop-densest-as-needed", "-t", folder, input);
        PmTilesReader archive = await PmTilesReader.OpenAsync(new FileRangeReader(output));
        uint largest = await LargestAsync(archive);
        Print("tippecanoe", fields, maxZoom, run, string.Create(
            CultureInfo.InvariantCulture, $"{archive.Header.AddressedTiles} tiles, the largest {largest} bytes, archive {new FileInfo(output).Length / 1e6:0.0} MB"));
        return run.Seconds;
    }

    private static async Task<uint> LargestAsync(PmTilesReader archive)
    {
        uint largest = 0;
        await foreach (PmTilesEntry entry in archive.ListAsync())
        {
            largest = Math.Max(largest, entry.Length);
        }

        return largest;
    }

    private static void Print(string name, int fields, int maxZoom, MeasuredProcess run, string tiles) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name}: {fields} fields, zoom 0-{maxZoom}: {run.Seconds:0.0} s, {run.PeakBytes / 1e6:0} MB of memory; {tiles}"));

    private static async Task DecodeAsync(string archive, int fields, TilesVerdict verdict)
    {
        double truth = SimulatedFields.Make(fields).Sum(static field => MercatorArea.Of(field.Geometry));
        string script = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "tests", "readers", "pmtiles.mjs");
        MeasuredProcess run = await MeasuredProcess.RunAsync("node", Path.GetFullPath(script), archive);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement summary = json.RootElement;
        long tiles = summary.GetProperty("tiles").GetInt64();
        verdict.CheckDecoded(tiles, (long)(await PmTilesReader.OpenAsync(new FileRangeReader(archive))).Header.AddressedTiles, summary.GetProperty("badRings").GetInt64());
        Console.WriteLine($"decoded by pmtiles and @mapbox/vector-tile: {tiles} tiles in {run.Seconds:0} s, {summary.GetProperty("badRings")} bad rings, the largest {summary.GetProperty("largestTileBytes")} bytes");
        foreach (JsonProperty zoom in summary.GetProperty("zooms").EnumerateObject())
        {
            JsonElement layer = zoom.Value.GetProperty("fields");
            double share = layer.GetProperty("area").GetDouble() / truth;
            verdict.CheckArea(zoom.Name, share);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  zoom {zoom.Name}: {layer.GetProperty("features").GetInt64()} features, area {share:0.000} of the fields'"));
        }
    }
}
