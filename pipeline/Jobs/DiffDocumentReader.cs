using System.Text.Json;

namespace RasterFlow.Jobs;

/// <summary>Reads a request to compare two results and finds everything in it that cannot be right, without looking at the results.</summary>
public static class DiffDocumentReader
{
    private const string SideHint = "Give a job's id, or the address of its vectors.";

    /// <summary>A share of nothing at all would have every two fields that touch belong together.</summary>
    private const double LeastShare = 0.001;

    /// <summary>Reads as much as can be read. It may be run only when <paramref name="problems"/> got no new entry.</summary>
    public static DiffDocument Read(JsonElement json, List<JobProblem> problems)
    {
        JsonFields fields = new(json, string.Empty, problems);
        DiffDocument document = new()
        {
            Before = fields.RequiredText("before", SideHint),
            After = fields.RequiredText("after", SideHint),
            Features = fields.Texts("features"),
            Threshold = fields.Number("threshold", LeastShare, 1) ?? 0.5,
            UnchangedIou = fields.Number("unchanged_iou", 0, 1) ?? 0.8,
            BeforeTime = fields.Find("before_time") is null ? null : fields.Date("before_time"),
            AfterTime = fields.Find("after_time") is null ? null : fields.Date("after_time"),
        };
        if (document.Features.Distinct(StringComparer.Ordinal).Count() < document.Features.Count)
        {
            fields.Problem("features", "A label appears twice.");
        }

        fields.RefuseUnknown();
        return document;
    }
}
