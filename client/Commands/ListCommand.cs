using System.CommandLine;
using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow list</c>: the jobs, newest first.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        Option<string?> url = CommonOptions.Url();
        Command command = new("list", "List the jobs, newest first.") { json, url };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            using RasterFlowClient client = ClientSettings.From(arguments.GetValue(url), null).OpenClient();
            IReadOnlyList<JobStatus> jobs = await client.ListAsync(cancellationToken);
            if (arguments.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(jobs, JobJson.Options));
                return 0;
            }

            foreach (JobStatus job in jobs)
            {
                Console.WriteLine($"{job.Id,-40} {job.State,-10} {job.Created:yyyy-MM-dd HH:mm:ss} {job.Stage}");
            }

            return 0;
        }));
        return command;
    }
}
