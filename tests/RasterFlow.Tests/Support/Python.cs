using System.Diagnostics;
using System.Text.Json;

namespace RasterFlow.Tests.Support;

/// <summary>Runs a Python reader of tests/readers/ and parses the JSON that it prints. Python libraries are the system's own: tests skip loudly where one is missing.</summary>
internal static class Python
{
    /// <summary>Skips the test when a module is not installed.</summary>
    public static async Task RequireAsync(string module)
    {
        (int code, _, _) = await StartAsync("-c", $"import {module}");
        Skip.If(code != 0, $"python3 has no {module} (Debian: apt install python3-{module}): this check did NOT run.");
    }

    /// <summary>Runs a script.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        (int code, string output, string error) = await StartAsync([Path.Combine(Repository.Root, "tests", "readers", script), .. arguments]);
        code.ShouldBe(0, error);
        using JsonDocument json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    private static async Task<(int Code, string Output, string Error)> StartAsync(params string[] arguments)
    {
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, string.Empty, e.Message);
        }
    }
}
