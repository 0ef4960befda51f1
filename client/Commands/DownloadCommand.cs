using System.CommandLine;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow download JOB_ID --to DIR</c>: every output as files.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        Argument<string> id = CommonOptions.JobId();
        Option<DirectoryInfo> to = new("--to") { Description = "The folder to download to.", Required = true };
        Option<string?> url = CommonOptions.Url();
        Option<string?> storage = CommonOptions.Storage();
        Command command = new("download", "Download every output of a finished job.") { id, to, url, storage };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(() => RunAsync(
            arguments.GetValue(id)!,
            arguments.GetValue(to)!,
            ClientSettings.From(arguments.GetValue(url), arguments.GetValue(storage)),
            cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string id, DirectoryInfo folder, ClientSettings settings, CancellationToken cancellationToken)
    {
        using RasterFlowClient client = settings.OpenClient();
        JobStatus job = await client.FindAsync(id, cancellationToken)
            ?? throw new InvalidOperationException($"There is no job '{id}'. rasterflow list shows the jobs.");
        JobResult result = job.Result
            ?? throw new InvalidOperationException($"Job '{id}' is {job.State}; it has outputs when it has SUCCEEDED.");
        int files = await OutputDownloader.DownloadAsync(settings.OpenStore(), result, folder.FullName, cancellationToken);
        await Console.Error.WriteLineAsync($"{files} files written to {folder.FullName}.");
        return 0;
    }
}
