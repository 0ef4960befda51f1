using System.CommandLine;

namespace RasterFlow.Client.Commands;

/// <summary>Options and behaviour that commands against a running service share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Url() => new("--url") { Description = "Address of the service (RASTERFLOW_URL; default: the local one of ./rasterflow up)." };

    public static Option<string?> Storage() => new("--storage") { Description = "Connection string or https address of the service's storage account (RASTERFLOW_STORAGE; default: the local emulator)." };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON on standard output." };

    /// <summary>A job's id; an empty one would ask for all jobs.</summary>
    public static Argument<string> JobId()
    {
        Argument<string> id = new("job-id") { Description = "The job's id (rasterflow list shows them)." };
        id.Validators.Add(static result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError("The job's id is empty. rasterflow list shows the jobs.");
            }
        });
        return id;
    }

    /// <summary>Refuses numbers outside a range before anything is done.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
        where T : System.Numerics.INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value && !(value >= least && value <= most))
            {
                result.AddError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option.Name} must lie between {least} and {most}, but is {value}."));
            }
        });
        return option;
    }

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
        catch (Exception e) when (IsStorageOutOfReach(e))
        {
            await Console.Error.WriteLineAsync("The storage account cannot be reached. Start the local one with ./rasterflow up, or give --storage.");
            return 3;
        }
        catch (Azure.RequestFailedException e)
        {
            await Console.Error.WriteLineAsync($"The storage account refused the request: {e.Status} {e.ErrorCode}. Check --storage: its key, or your role on the account (Storage Blob Data Contributor).");
            return 1;
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

    /// <summary>Storage clients tell a connection that cannot be made as a failure without status, after several tries as all of these together.</summary>
    private static bool IsStorageOutOfReach(Exception e) =>
        e is Azure.RequestFailedException { Status: 0 } || (e is AggregateException all && all.InnerExceptions.All(static inner => inner is Azure.RequestFailedException { Status: 0 }));
}
