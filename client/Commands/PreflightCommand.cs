using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow preflight JOB.json</c>: what the job would come to, without starting it.</summary>
internal static class PreflightCommand
{
    /// <summary>Scenes that are named with a reason; --json names more.</summary>
    private const int MostNamed = 3;

    private static readonly JsonSerializerOptions Indented = new(JobJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        Argument<FileInfo> file = new("job") { Description = "The job document (docs/JOBS.md). Paths in it are relative to it." };
        Option<bool> json = CommonOptions.Json();
        Option<string?> url = CommonOptions.Url();
        Option<string?> storage = CommonOptions.Storage();
        Command command = new("preflight", "Say what a job document would come to, without starting it: scenes, coverage, gaps, sizes.") { file, json, url, storage };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            ClientSettings settings = ClientSettings.From(arguments.GetValue(url), arguments.GetValue(storage));
            JsonElement document = await JobStager.StageDocumentAsync(settings, arguments.GetValue(file)!, static content => JsonSerializer.Deserialize<JsonElement>(content), cancellationToken);
            using RasterFlowClient client = settings.OpenClient();
            PreflightReport report = await client.PreflightAsync(document, cancellationToken);
            Console.WriteLine(arguments.GetValue(json) ? JsonSerializer.Serialize(report, Indented) : Describe(report));
            return 0;
        }));
        return command;
    }

    private static string Describe(PreflightReport report)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        text.WriteLine($"area        {report.AreaKm2:0.##} km2");
        text.WriteLine($"grid        {report.Grid.Width} x {report.Grid.Height} pixels of {report.Grid.PixelSize} in {report.Grid.Crs}, {report.Bands.Count} bands");
        text.WriteLine($"blocks      {report.Size.Blocks} to composite, {report.Size.LevelBlocks} of overview levels, {report.Size.InferenceBlocks} to infer");
        text.WriteLine($"bytes       {Gigabytes(report.Size.MosaicBytes)} mosaic, {Gigabytes(report.Size.LevelBytes)} levels, {Gigabytes(report.Size.PredictionBytes)} prediction, before compression");
        foreach (PreflightStep step in report.Steps)
        {
            text.WriteLine($"{step.Start:yyyy-MM-dd} to {step.End:yyyy-MM-dd}");
            foreach (PreflightCoverage dataset in step.Datasets)
            {
                text.WriteLine($"  {dataset.Dataset}: {dataset.Scenes} scenes of {dataset.Acquisitions} passes cover {dataset.CoveredShare * 100:0.##} %, {dataset.ExpectedClearLooks:0.#} clear looks expected, {dataset.FewestLooks} passes at least");
                WriteUnused(text, "    ", dataset.Unused);
            }
        }

        WriteUnused(text, string.Empty, report.Unused);
        foreach (string warning in report.Warnings)
        {
            text.WriteLine($"! {warning}");
        }

        text.Write(report.CanRun ? report.Warnings.Count == 0 ? "Ready to run." : "It would run; see the warnings." : $"It would not be started: there are no scenes for {string.Join(", ", Unserved(report))}.");
        return text.ToString();
    }

    private static void WriteUnused(StringWriter text, string indent, IReadOnlyList<PreflightUnused> reasons)
    {
        foreach (PreflightUnused unused in reasons)
        {
            string named = string.Join(", ", unused.Named.Take(MostNamed).Select(static scene => scene.Id));
            string more = unused.Scenes > MostNamed ? $" and {unused.Scenes - MostNamed} more" : string.Empty;
            text.WriteLine($"{indent}left out: {unused.Scenes} {(unused.Scenes == 1 ? "scene" : "scenes")} {unused.Text}: {named}{more}");
        }
    }

    /// <summary>Datasets that no time step has a scene for.</summary>
    private static IEnumerable<string> Unserved(PreflightReport report) =>
        report.Steps.SelectMany(static step => step.Datasets).GroupBy(static dataset => dataset.Dataset).Where(static steps => steps.All(static step => step.Scenes == 0)).Select(static steps => steps.Key);

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.###} GB");
}
