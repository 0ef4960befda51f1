using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary>Prints a finished job: JSON on standard output, or lines for people.</summary>
internal static class ResultPrinter
{
    private static readonly JsonSerializerOptions Indented = new(JobJson.Options) { WriteIndented = true };

    public static int Print(JobStatus job, ClientSettings settings, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(Describe(job, settings), Indented));
        }
        else
        {
            Console.WriteLine($"{job.Id} {job.State} {job.Error}".TrimEnd());
            foreach (JobOutput output in job.Result?.Outputs ?? [])
            {
                Console.WriteLine($"  {output.Name,-16} {output.Url}");
            }
        }

        return job.State == JobStates.Succeeded ? 0 : 1;
    }

    private static object Describe(JobStatus job, ClientSettings settings) => new
    {
        job.Id,
        job.State,
        job.Error,
        Outputs = (job.Result?.Outputs ?? []).Select(output => new
        {
            output.Name,
            output.Kind,
            output.Url,
            Href = new Uri(settings.Service, $"api/jobs/{job.Id}/outputs/{output.Name}"),
            output.IsFolder,
            output.Facts,
        }),
        Skipped = job.Result?.Skipped ?? [],
        job.Stages,
    };
}
