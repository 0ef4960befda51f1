using System.Diagnostics;
using System.Text.Json;

namespace RasterFlow.Bench;

/// <summary>Runs a peer: a script beside the benchmark under Debian's Python, which prints its figures as JSON on its last line.</summary>
internal static class Peer
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Installs Debian packages that are missing (as root), so that the peer can run on a new machine.</summary>
    public static async Task InstallAsync(params string[] packages)
    {
        foreach (string package in packages)
        {
            if (await ExitCodeAsync("dpkg", ["-s", package]) == 0)
            {
                continue;
            }

            await ExitCodeAsync("apt-get", ["update", "-qq"]);
            if (await ExitCodeAsync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. packages]) != 0)
            {
                throw new InvalidOperationException($"The peer needs the Debian packages {string.Join(' ', packages)}. Install them and run again.");
            }

            return;
        }
    }

    /// <summary>Runs a script of the bench folder; its standard error goes through.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        return await ResultAsync(Python, [Path.Combine(AppContext.BaseDirectory, script), .. arguments], script);
    }

    /// <summary>Runs one of our own benchmarks in a new process, whose peak memory is then its own.</summary>
    public static Task<JsonElement> RunOwnAsync(string benchmark, params string[] arguments) =>
        ResultAsync(Environment.ProcessPath!, [typeof(Peer).Assembly.Location, benchmark, .. arguments], benchmark);

    private static async Task<JsonElement> ResultAsync(string program, string[] arguments, string name)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{name} ended with exit code {process.ExitCode}.");
        }

        using JsonDocument json = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
        return json.RootElement.Clone();
    }

    private static async Task<int> ExitCodeAsync(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
