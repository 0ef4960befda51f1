using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Vectors.Changes;

namespace RasterFlow.Jobs;

/// <summary>A comparison that can be run.</summary>
/// <param name="Id">Its id, made of what determines its outcome: the same request has the same id.</param>
/// <param name="Job">The comparison.</param>
public sealed record CheckedDiff(string Id, ChangeJob Job);

/// <summary>Finds the two results of a request and every problem with them. Writes nothing.</summary>
/// <param name="store">The outputs container.</param>
public sealed partial class DiffChecker(IObjectStore store)
{
    /// <summary>Checks a request; null when <paramref name="problems"/> holds something at the end.</summary>
    public async Task<CheckedDiff?> CheckAsync(DiffDocument document, List<JobProblem> problems, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(problems);
        Side? before = await FindAsync("before", document.Before, document.BeforeTime, problems, cancellationToken);
        Side? after = await FindAsync("after", document.After, document.AfterTime, problems, cancellationToken);
        IReadOnlyList<string> features = before is null || after is null ? [] : ChooseLabels(document.Features, before, after, problems);
        if (before is null || after is null || problems.Count > 0)
        {
            return null;
        }

        string hash = OutputAddress.Of(
            "diff", before.Root, $"{before.Time:O}", after.Root, $"{after.Time:O}", string.Join('\n', features), $"{document.Threshold:R}", $"{document.UnchangedIou:R}");
        return new CheckedDiff(IdOf(hash), new ChangeJob
        {
            Before = new ChangeSide(before.Root, before.Parts, before.Time),
            After = new ChangeSide(after.Root, after.Parts, after.Time),
            Features = features,
            Threshold = document.Threshold,
            UnchangedIou = document.UnchangedIou,
            OutputRoot = $"diffs/{hash}/parts",
        });
    }

    /// <summary>Root key of a comparison's parts; null for an id that no comparison has.</summary>
    public static string? OutputRootOf(string id) => IdPattern().Match(id) is { Success: true } match ? $"diffs/{match.Groups[1].Value}/parts" : null;

    private static string IdOf(string hash) => $"diff-{hash}";

    [GeneratedRegex("^diff-([0-9a-f]{24})\\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^vectors/[0-9a-f]{1,64}/parts\\z")]
    private static partial Regex RootPattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z")]
    private static partial Regex JobPattern();

    private static IReadOnlyList<string> ChooseLabels(IReadOnlyList<string> asked, Side before, Side after, List<JobProblem> problems)
    {
        string both = $"'before' has {string.Join(", ", before.Labels)}; 'after' has {string.Join(", ", after.Labels)}";
        if (asked.Count == 0)
        {
            if (!before.Labels.ToHashSet(StringComparer.Ordinal).SetEquals(after.Labels))
            {
                problems.Add(new JobProblem("features", $"The results have different labels: {both}. Name those to compare."));
            }

            return before.Labels;
        }

        foreach (string label in asked.Where(label => !before.Labels.Contains(label, StringComparer.Ordinal) || !after.Labels.Contains(label, StringComparer.Ordinal)))
        {
            problems.Add(new JobProblem("features", $"'{label}' is not a label of both results: {both}."));
        }

        return asked;
    }

    private static void CheckTime(string field, Side side, List<JobProblem> problems)
    {
        string times = string.Join(", ", side.Times.Select(time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        if (side.Time is null && side.Times.Count > 1)
        {
            problems.Add(new JobProblem($"{field}_time", $"The result has the time steps {times}. Choose one."));
        }
        else if (side.Time is { } time && !side.Times.Contains(time))
        {
            problems.Add(new JobProblem($"{field}_time", $"The result has no time step {time:yyyy-MM-dd}; it has {times}."));
        }
    }

    private async Task<Side?> FindAsync(string field, string? address, DateOnly? time, List<JobProblem> problems, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return null;
        }

        try
        {
            string root = await RootOfAsync(address, cancellationToken);
            VectorResult result = await VectorResult.ReadAsync(store, root, cancellationToken)
                ?? throw new InvalidDataException($"There are no vectors at {root}, or they are not finished.");
            Side side = new(root, [.. result.Parts.Select(part => part.Key)], [.. result.Labels.Select(label => label.Label)], result.Times, time);
            CheckTime(field, side, problems);
            return side;
        }
        catch (InvalidDataException e)
        {
            problems.Add(new JobProblem(field, e.Message));
            return null;
        }
    }

    private async Task<string> RootOfAsync(string address, CancellationToken cancellationToken)
    {
        string container = store.GetUri("x").AbsoluteUri[..^1];
        string key = (address.StartsWith(container, StringComparison.Ordinal) ? address[container.Length..] : address).TrimEnd('/');
        if (RootPattern().IsMatch(key))
        {
            return key;
        }

        if (!JobPattern().IsMatch(address))
        {
            throw new InvalidDataException($"'{address}' is neither the id of a job nor the address of vectors in this service's storage ({container}vectors/<hash>/parts).");
        }

        byte[] content = await store.ReadAsync(JobPlan.ResultKeyOf(address), cancellationToken)
            ?? throw new InvalidDataException($"There is no job '{address}' that has succeeded. GET /api/jobs lists the jobs.");
        try
        {
            JobResult? result = JsonSerializer.Deserialize<JobResult>(content, JobJson.Options);
            return result?.Outputs.FirstOrDefault(static output => output.Kind == "vectors")?.Key
                ?? throw new InvalidDataException($"Job '{address}' made no vectors: its document has no 'vectorize'.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The result of job '{address}' is damaged: {e.Message}", e);
        }
    }

    /// <summary>A result as far as a comparison must know it.</summary>
    private sealed record Side(string Root, IReadOnlyList<string> Parts, IReadOnlyList<string> Labels, IReadOnlyList<DateOnly> Times, DateOnly? Time);
}
