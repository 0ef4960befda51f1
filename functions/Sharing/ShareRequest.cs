using System.Globalization;
using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Sharing;

/// <summary>What POST /api/jobs/{id}/shares asks for.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Life">How long the link lives.</param>
public sealed record ShareRequest(string Output, TimeSpan Life)
{
    /// <summary>The longest life, in hours: about that of a user delegation key (<see cref="BlobShares.MostLife"/>).</summary>
    public const double MostHours = 7 * 24;

    private const double DefaultHours = 24;

    /// <summary>Reads a document, naming every problem.</summary>
    /// <param name="document">The body.</param>
    /// <param name="outputs">Names of the outputs that there are.</param>
    public static (ShareRequest? Request, IReadOnlyList<JobProblem> Problems) Read(JsonElement document, IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (document.ValueKind != JsonValueKind.Object)
        {
            return (null, [new JobProblem("$", "Expected an object, for example {\"output\": \"tiles.pmtiles\", \"hours\": 24}.")]);
        }

        List<JobProblem> problems = [];
        string? output = null;
        double hours = DefaultHours;
        foreach (JsonProperty member in document.EnumerateObject())
        {
            switch (member.Name)
            {
                case "output":
                    output = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText();
                    break;
                case "hours" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out double value) && value is > 0 and <= MostHours:
                    hours = value;
                    break;
                case "hours":
                    problems.Add(new JobProblem("hours", string.Create(CultureInfo.InvariantCulture, $"Expected a number above 0 and up to {MostHours}, got {member.Value.GetRawText()}.")));
                    break;
                default:
                    problems.Add(new JobProblem(member.Name, "Unknown member; there are 'output' and 'hours'."));
                    break;
            }
        }

        if (output is null || !outputs.Contains(output, StringComparer.Ordinal))
        {
            string got = output is null ? "Missing" : $"There is no output '{output}'";
            problems.Add(new JobProblem("output", $"{got}; the job has {string.Join(", ", outputs.Select(static name => $"'{name}'"))}."));
        }

        return problems.Count > 0 ? (null, problems) : (new ShareRequest(output!, TimeSpan.FromHours(hours)), []);
    }
}
