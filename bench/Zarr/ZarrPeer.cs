using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Bench.Zarr;

/// <summary>zarr-python's figures in its two ways.</summary>
/// <param name="Whole">All in one call.</param>
/// <param name="Windows">Block by block and window by window.</param>
internal sealed record ZarrPeer(JsonElement Whole, JsonElement Windows)
{
    /// <summary>A phase, <c>write</c> or <c>read</c>.</summary>
    public ZarrPeerPhase Phase(string name) => new(Whole.GetProperty(name).GetDouble(), Windows.GetProperty(name).GetDouble(), Math.Min(CpuOf(Whole, name), CpuOf(Windows, name)));

    private static double CpuOf(JsonElement way, string name) => way.TryGetProperty(name + "_cpu", out JsonElement cpu) ? cpu.GetDouble() : double.NaN;
}

/// <summary>Seconds of one phase in both ways, and the least time of the processor (NaN for several processes).</summary>
internal sealed record ZarrPeerPhase(double Whole, double Windows, double Cpu)
{
    /// <summary>The faster way.</summary>
    public double Seconds => Math.Min(Whole, Windows);

    /// <summary>Both, for people.</summary>
    public string Ways(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"at once {megabytes / Whole:0}, by windows {megabytes / Windows:0}");
}
