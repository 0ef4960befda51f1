using System.CommandLine;

namespace RasterFlow.Client.Commands;

/// <summary>Options and behaviour that commands against a running service share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Url() => new("--url") { Description = "Address of the service (RASTERFLOW_URL; default: the local one of ./rasterflow up)." };

    public static Option<string?> Storage() => new("--storage") { Description = "Connection string or https address of the service's storage account (RASTERFLOW_STORAGE; default: the local emulator)." };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON on standard output." };

    /// <summary>Runs a command; known failures become one clear message on standard error and a non-zero exit code.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (JobRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            foreach (Jobs.JobProblem problem in e.Problems)
            {
                await Console.Error.WriteLineAsync($"  {problem}");
            }

            return 2;
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"The service cannot be reached: {e.Message} Start the local one with ./rasterflow up, or give --url.");
            return 3;
        }
        catch (Azure.RequestFailedException e) when (e.Status == 0)
        {
            await Console.Error.WriteLineAsync("The storage account cannot be reached. Start the local one with ./rasterflow up, or give --storage.");
            return 3;
        }
        catch (Exception e) when (e is Models.ModelProblemException or IOException or InvalidOperationException or FormatException or System.Text.Json.JsonException or AggregateException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
    }
}
