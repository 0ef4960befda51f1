using RasterFlow.Jobs;
using Spectre.Console;

namespace RasterFlow.Client.Progress;

/// <summary>Waits for a job and draws a progress bar a stage on standard error; plain lines where that is no terminal.</summary>
public static class JobProgressView
{
    /// <summary>Waits until the job has ended.</summary>
    public static Task<JobStatus> WaitAsync(RasterFlowClient client, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return Console.IsErrorRedirected ? WaitPlainAsync(client, id, cancellationToken) : WaitWithBarsAsync(client, id, cancellationToken);
    }

    private static async Task<JobStatus> WaitPlainAsync(RasterFlowClient client, string id, CancellationToken cancellationToken)
    {
        Dictionary<string, string> printed = new(StringComparer.Ordinal);
        return await client.WaitAsync(
            id,
            job =>
            {
                foreach (StageProgress stage in job.Stages)
                {
                    string line = $"{stage.Name,-12} {Bar(stage)} {stage.Done} of {stage.Total}{Seconds(stage)}";
                    if (printed.GetValueOrDefault(stage.Name) != line)
                    {
                        printed[stage.Name] = line;
                        Console.Error.WriteLine(line);
                    }
                }
            },
            cancellationToken);
    }

    private static async Task<JobStatus> WaitWithBarsAsync(RasterFlowClient client, string id, CancellationToken cancellationToken)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async view =>
            {
                Dictionary<string, ProgressTask> bars = new(StringComparer.Ordinal);
                return await client.WaitAsync(
                    id,
                    job =>
                    {
                        foreach (StageProgress stage in job.Stages)
                        {
                            if (!bars.TryGetValue(stage.Name, out ProgressTask? bar))
                            {
                                bars[stage.Name] = bar = view.AddTask(stage.Name, maxValue: stage.Total);
                            }

                            bar.Value = stage.Done;
                        }
                    },
                    cancellationToken);
            });
    }

    private static string Bar(StageProgress stage)
    {
        const int Width = 24;
        int filled = stage.Total == 0 ? Width : Width * stage.Done / stage.Total;
        return $"[{new string('#', filled)}{new string('.', Width - filled)}]";
    }

    private static string Seconds(StageProgress stage) => stage.Finished is { } end ? $"  {(end - stage.Started).TotalSeconds:0.0} s" : string.Empty;
}
