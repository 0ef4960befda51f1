using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary>Prints a finished job: JSON on standard output, or lines for people.</summary>
internal static class ResultPrinter
{
    /// <summary>Scenes that are named to people.</summary>
    private const int MostSkipped = 10;

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

            WriteSkipped(job.Result?.Skipped ?? []);
        }

        return job.State == JobStates.Succeeded ? 0 : 1;
    }

    private static void WriteSkipped(IReadOnlyList<SkippedInput> skipped)
    {
        foreach (SkippedInput scene in skipped.Take(MostSkipped))
        {
            Console.WriteLine($"  skipped: {scene.Id}: {scene.Reason}");
        }

        if (skipped.Count > MostSkipped)
        {
            Console.WriteLine($"  skipped: {skipped.Count - MostSkipped} more scenes (--json lists them)");
        }
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
