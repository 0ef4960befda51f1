using System.CommandLine;
using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow status JOB_ID</c>: a job's state and progress.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Argument<string> id = CommonOptions.JobId();
        Option<bool> json = CommonOptions.Json();
        Option<string?> url = CommonOptions.Url();
        Command command = new("status", "Show a job's state and progress.") { id, json, url };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(() =>
            RunAsync(arguments.GetValue(id)!, arguments.GetValue(json), ClientSettings.From(arguments.GetValue(url), null), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string id, bool json, ClientSettings settings, CancellationToken cancellationToken)
    {
        using RasterFlowClient client = settings.OpenClient();
        if (await client.FindAsync(id, cancellationToken) is not { } job)
        {
            await Console.Error.WriteLineAsync($"There is no job '{id}'. rasterflow list shows the jobs.");
            return 2;
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(job, JobJson.Options));
            return 0;
        }

        Console.WriteLine($"{job.Id} {job.State} {job.Error}".TrimEnd());
        foreach (StageProgress stage in job.Stages)
        {
            Console.WriteLine($"  {stage.Name,-12} {stage.Done,7} of {stage.Total}");
        }

        return 0;
    }
}
