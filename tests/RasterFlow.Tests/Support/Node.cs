using System.Diagnostics;
using System.Text.Json;

namespace RasterFlow.Tests.Support;

/// <summary>Runs a reader of tests/readers/ (another project's implementation of a format) and parses the JSON that it prints.</summary>
internal static class Node
{
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        ProcessStartInfo start = new("node", [Path.Combine(Repository.Root, "tests", "readers", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
        using JsonDocument json = JsonDocument.Parse(await output);
        return json.RootElement.Clone();
    }
}
