using System.CommandLine;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow cancel JOB_ID</c>: ends a job; what is done stays.</summary>
internal static class CancelCommand
{
    public static Command Create()
    {
        Argument<string> id = CommonOptions.JobId();
        Option<string?> url = CommonOptions.Url();
        Command command = new("cancel", "Cancel a job; what is done stays.") { id, url };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            using RasterFlowClient client = ClientSettings.From(arguments.GetValue(url), null).OpenClient();
            await client.CancelAsync(arguments.GetValue(id)!, cancellationToken);
            return 0;
        }));
        return command;
    }
}
