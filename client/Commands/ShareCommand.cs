using System.CommandLine;
using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow share JOB_ID OUTPUT</c>: prints a read-only address of an output that ends by itself.</summary>
internal static class ShareCommand
{
    private const double DefaultHours = 24;
    private const double MinHours = 0.001;
    private const double MaxHours = 168;

    public static Command Create()
    {
        Argument<string> id = CommonOptions.JobId();
        Argument<string> output = new("output") { Description = "Name of the output: tiles.pmtiles, mosaic.zarr ..." };
        Option<double> hours = new("--hours") { Description = "How long the address lives, up to 168 hours.", DefaultValueFactory = static _ => DefaultHours };
        hours.Within(MinHours, MaxHours);
        Option<bool> json = CommonOptions.Json();
        Option<string?> url = CommonOptions.Url();
        Command command = new("share", "Print a read-only address of an output that ends by itself.") { id, output, hours, json, url };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            using RasterFlowClient client = ClientSettings.From(arguments.GetValue(url), null).OpenClient();
            ShareLink link = await client.ShareAsync(arguments.GetValue(id)!, arguments.GetValue(output)!, arguments.GetValue(hours), cancellationToken);
            await Console.Out.WriteLineAsync(arguments.GetValue(json) ? JsonSerializer.Serialize(link, JobJson.Options) : link.Url.AbsoluteUri);
            if (!arguments.GetValue(json))
            {
                await Console.Error.WriteLineAsync($"Whoever has this address can read {link.Output} until {link.Expires:yyyy-MM-dd HH:mm} UTC, and nothing else.");
            }

            return 0;
        }));
        return command;
    }
}
