using System.Globalization;
using RasterFlow.Jobs;
using Spectre.Console;

namespace RasterFlow.Client.Demo;

/// <summary>A job's outputs as a table: where they are, how much they hold, how long they took.</summary>
internal static class OutputTable
{
    private static readonly Dictionary<string, string> StageOfKind = new(StringComparer.Ordinal)
    {
        ["mosaic"] = StageNames.Mosaic,
        ["prediction"] = StageNames.Predict,
        ["vectors"] = StageNames.Vectorize,
        ["tiles"] = StageNames.Tiles,
        ["area"] = StageNames.Plan,
    };

    public static Table Create(JobStatus job, string folder)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Output", "Pixels", "Polygons", "Seconds", "Where");
        foreach (JobOutput output in job.Result!.Outputs)
        {
            StageProgress? stage = job.Stages.FirstOrDefault(s => s.Name == StageOfKind.GetValueOrDefault(output.Kind));
            string seconds = stage?.Finished is { } end ? (end - stage.Started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : string.Empty;
            table.AddRow(output.Name, Pixels(output), Polygons(output), seconds, Markup.Escape(Path.Combine(folder, output.Name)));
        }

        return table;
    }

    private static string Pixels(JobOutput output) => output.Facts.TryGetValue("pixels", out long pixels)
        ? string.Create(CultureInfo.InvariantCulture, $"{pixels:N0} x {output.Facts["bands"]} bands x {output.Facts["times"]} times")
        : string.Empty;

    private static string Polygons(JobOutput output)
    {
        const string Prefix = "polygons:";
        IEnumerable<string> counts = output.Facts.Where(static f => f.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static f => string.Create(CultureInfo.InvariantCulture, $"{f.Value:N0} {f.Key[Prefix.Length..]}"));
        return string.Join("\n", counts);
    }
}
