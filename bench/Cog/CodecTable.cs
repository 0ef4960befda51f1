using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Bench.Cog;

/// <summary>One image in every packing, ours against rasterio from disk: how fast each codec is.</summary>
internal static class CodecTable
{
    /// <summary>Prints a line a codec and number of threads.</summary>
    /// <param name="folder">An empty folder for the files.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="rounds">Rounds of the peer.</param>
    public static async Task RunAsync(string folder, int side, int rounds)
    {
        JsonElement written = await Peer.RunAsync("Cog/cog_codecs.py", folder, side.ToString(CultureInfo.InvariantCulture));
        int[] threads = [.. new[] { 1, Environment.ProcessorCount }.Distinct()];
        foreach (JsonElement file in written.GetProperty("files").EnumerateArray())
        {
            string path = file.GetProperty("path").GetString()!;
            foreach (int count in threads)
            {
                DiskComparison compared = await DiskComparison.RunAsync([path], count, rounds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.GetProperty("name").GetString()} ({file.GetProperty("share").GetDouble():0.00} of the pixels' bytes), {count} thread(s): RasterFlow {compared.Megabytes / compared.Ours:0} MB/s, rasterio {compared.Megabytes / compared.Theirs:0} MB/s, ratio {compared.Ratio:0.00}"));
            }
        }
    }
}
