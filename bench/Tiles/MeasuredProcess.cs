using System.Diagnostics;

namespace RasterFlow.Bench.Tiles;

/// <summary>A process with its time and the most memory that it had.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="PeakBytes">Resident memory, all its children left out.</param>
/// <param name="Output">What it wrote to standard output.</param>
internal sealed record MeasuredProcess(double Seconds, long PeakBytes, string Output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static async Task<MeasuredProcess> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Stopwatch clock = Stopwatch.StartNew();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task exit = process.WaitForExitAsync();
        long peak = 0;
        while (await Task.WhenAny(exit, Task.Delay(Interval)) != exit)
        {
            process.Refresh();
            if (!process.HasExited)
            {
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
        }

        double seconds = clock.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new MeasuredProcess(seconds, peak, await output)
            : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {await error}");
    }
}
