using System.Diagnostics;
using System.Text.Json;

namespace RasterFlow.Tests.Support;

/// <summary>Runs scripts with Node.js and parses the JSON that they print.</summary>
internal static class Node
{
    /// <summary>Runs a reader of tests/readers/: another project's implementation of a format.</summary>
    public static Task<JsonElement> RunAsync(string script, params string[] arguments) => RunScriptAsync(Path.Combine("readers", script), arguments);

    /// <summary>Runs a script of tests/browser/: the map page in a browser, or parts of its code.</summary>
    public static Task<JsonElement> RunBrowserAsync(string script, params string[] arguments) => RunScriptAsync(Path.Combine("browser", script), arguments);

    private static async Task<JsonElement> RunScriptAsync(string path, string[] arguments)
    {
        ProcessStartInfo start = new("node", [Path.Combine(Repository.Root, "tests", path), .. arguments])
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
