using System.Net;
using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client;

/// <summary>The service refused a request; nothing was started.</summary>
public sealed class JobRefusedException(HttpStatusCode status, string message, IReadOnlyList<JobProblem> problems) : Exception(message)
{
    /// <summary>The HTTP status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Every problem of the job document; empty when the refusal has another reason.</summary>
    public IReadOnlyList<JobProblem> Problems { get; } = problems;

    internal static async Task<JobRefusedException> FromAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string body = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            JsonElement root = json.RootElement;
            IReadOnlyList<JobProblem> problems = root.TryGetProperty("errors", out JsonElement errors)
                ? errors.Deserialize<List<JobProblem>>(JobJson.Options)!
                : [];
            string title = root.TryGetProperty("title", out JsonElement t) ? t.GetString()! : answer.ReasonPhrase ?? "Refused";
            string detail = root.TryGetProperty("detail", out JsonElement d) ? d.GetString()! : string.Empty;
            return new JobRefusedException(answer.StatusCode, $"{title} {detail}".Trim(), problems);
        }
        catch (JsonException)
        {
            return new JobRefusedException(answer.StatusCode, $"The service answered {(int)answer.StatusCode} {answer.ReasonPhrase}.", []);
        }
    }
}
