using System.Globalization;

namespace RasterFlow.Bench.Tiles;

/// <summary>What our tiles must keep to; what they do not is printed and makes the benchmark fail.</summary>
internal sealed class TilesVerdict
{
    private const long MostTileBytes = 500_000;
    private const long MostMemoryBytes = 2_000_000_000;
    private const double MostAreaLost = 0.05;

    /// <summary>0 as long as everything was kept to.</summary>
    public int ExitCode { get; private set; }

    public void CheckMemory(long bytes) =>
        Check(bytes <= MostMemoryBytes, $"{bytes / 1e6:0} MB of memory, more than {MostMemoryBytes / 1e6:0} MB");

    public void CheckLargest(long bytes) => Check(bytes <= MostTileBytes, $"a tile of {bytes} bytes, more than {MostTileBytes}");

    /// <summary>Checks that other libraries decoded every tile of the archive and found its rings right.</summary>
    public void CheckDecoded(long decoded, long written, long badRings)
    {
        Check(decoded == written, $"{decoded} tiles were decoded, but the archive has {written}");
        Check(badRings == 0, $"{badRings} rings are empty or run the wrong way");
    }

    /// <summary>Checks a zoom's area as a share of the truth.</summary>
    public void CheckArea(string zoom, double share) =>
        Check(Math.Abs(share - 1) <= MostAreaLost, $"zoom {zoom} shows {share:0.000} of the fields' area");

    private void Check(bool isKept, FormattableString problem)
    {
        if (!isKept)
        {
            ExitCode = 1;
            Console.Error.WriteLine($"FAILED: {problem.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
