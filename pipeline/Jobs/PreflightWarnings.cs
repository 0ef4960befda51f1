using System.Globalization;
using RasterFlow.Mosaics;

namespace RasterFlow.Jobs;

/// <summary>What a person should know of a time step before starting a job, with its cause: too few scenes are not blamed on clouds.</summary>
internal static class PreflightWarnings
{
    /// <summary>Fewer clear looks than these on average make a median that clouds show through.</summary>
    private const double FewLooks = 3;

    /// <summary>Shares of the area below this are not worth a warning.</summary>
    private const double SmallShare = 0.01;

    /// <summary>Reasons that nobody means to happen.</summary>
    private static readonly string[] Faults = ["missing_image", "unreadable", "same_id", "incomplete_item"];

    /// <summary>The warnings of a step.</summary>
    public static IEnumerable<string> Of(PreflightStep step, IReadOnlyList<MosaicLayer> layers)
    {
        string when = $"between {step.Start:yyyy-MM-dd} and {step.End:yyyy-MM-dd}";
        return step.Datasets.Zip(layers).SelectMany(pair => Of(pair.First, pair.Second, when));
    }

    private static IEnumerable<string> Of(PreflightCoverage dataset, MosaicLayer layer, string when)
    {
        if (dataset.Scenes == 0)
        {
            yield return NoScene(dataset, when);
            yield break;
        }

        if (dataset.CoveredShare < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{dataset.Dataset}: no scene covers {(1 - dataset.CoveredShare) * 100:0.####} % of the area ({dataset.MissingKm2:0.##} km2) {when}; 'missing' says where.");
        }

        bool sorts = layer.Method == CompositeMethod.Median;
        if (sorts && dataset.ExpectedClearLooks < FewLooks)
        {
            yield return FewClearLooks(dataset, layer, when);
        }

        if (layer.Mask is not null && dataset.ExpectedEmptyShare - (1 - dataset.CoveredShare) > SmallShare)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{dataset.Dataset}: about {dataset.ExpectedEmptyShare * 100:0.#} % of the area may have no clear look at all {when}.");
        }

        foreach (PreflightUnused fault in dataset.Unused.Where(static unused => Faults.Contains(unused.Reason)))
        {
            yield return $"{dataset.Dataset}: left out {when}: {UnusedText.Count(fault.Scenes)} {fault.Text}{Example(fault)}.";
        }
    }

    private static string NoScene(PreflightCoverage dataset, string when)
    {
        bool elsewhere = dataset.Unused.All(static unused => unused.Reason == "outside_area");
        string what = elsewhere ? $"no scene covers any of the area {when}" : $"no scene can be used {when}";
        string left = dataset.Unused.Count == 0 ? string.Empty : $" Left out: {Reasons(dataset)}.";
        string advice = dataset.Unused.FirstOrDefault(static unused => unused.Reason != "outside_area")?.Reason switch
        {
            "cloud" => "Allow more cloud (max_cloud_cover), or take other dates.",
            "missing_image" => "Choose a dataset whose images the catalogue names, or another catalogue.",
            "too_coarse" => "Choose a coarser dataset.",
            "outside_season" => "Choose dates with the season in them, or a dataset without one.",
            "unreadable" => "Correct the catalogue: its images cannot be read.",
            "incomplete_item" => "Correct the catalogue's items.",
            _ => "Check the area, the dates and the catalogue.",
        };
        return $"{dataset.Dataset}: {what}. That time step would hold no data.{left} {advice}";
    }

    private static string FewClearLooks(PreflightCoverage dataset, MosaicLayer layer, string when)
    {
        string passes = dataset.Acquisitions == 1 ? "1 pass" : $"{dataset.Acquisitions} passes";
        string left = dataset.Unused.Count == 0 ? string.Empty : $" Left out: {Reasons(dataset)}.";
        string follows = layer.Mask is null ? "the median of so few shows what single scenes show" : "clouds and shadows that the classification misses may show";
        return string.Create(CultureInfo.InvariantCulture, $"{dataset.Dataset}: only {dataset.ExpectedClearLooks:0.#} clear looks, of {passes}, are expected on average {when}; {follows}.{left}");
    }

    private static string Reasons(PreflightCoverage dataset) => string.Join("; ", dataset.Unused.Select(static unused => $"{UnusedText.Count(unused.Scenes)} {unused.Text}"));

    private static string Example(PreflightUnused fault) =>
        fault.Named.Count == 0 ? string.Empty : fault.Reason == "unreadable" ? $" ({fault.Named[0].Reason.TrimEnd('.')})" : $" ({fault.Named[0].Id}{(fault.Scenes > 1 ? ", ..." : string.Empty)})";
}
