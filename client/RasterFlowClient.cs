using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RasterFlow.Jobs;

namespace RasterFlow.Client;

/// <summary>Client of the jobs API: start, watch, list and cancel. Safe for concurrent use.</summary>
public sealed class RasterFlowClient : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan RestartPatience = TimeSpan.FromMinutes(2);
    private readonly HttpClient _http;

    /// <summary>Opens a client.</summary>
    /// <param name="address">Address of the functions app, for example http://127.0.0.1:7071.</param>
    /// <param name="key">A function key, when the app asks for one.</param>
    public RasterFlowClient(Uri address, string? key = null)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(230) };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add("x-functions-key", key);
        }
    }

    /// <summary>Starts a job document (with addresses only: local files are staged first) and returns the job's id.</summary>
    /// <exception cref="JobRefusedException">The document has problems; all of them are named.</exception>
    public async Task<string> StartAsync(JsonElement document, CancellationToken cancellationToken = default)
    {
        using StringContent body = new(document.GetRawText(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "api/jobs", body, cancellationToken);
        JsonElement json = await ReadAsync<JsonElement>(answer, cancellationToken);
        return json.GetProperty("id").GetString()!;
    }

    /// <summary>What a job document would come to; nothing is started.</summary>
    /// <exception cref="JobRefusedException">The document has problems; all of them are named.</exception>
    public async Task<PreflightReport> PreflightAsync(JsonElement document, CancellationToken cancellationToken = default)
    {
        using StringContent body = new(document.GetRawText(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "api/preflight", body, cancellationToken);
        return await ReadAsync<PreflightReport>(answer, cancellationToken);
    }

    /// <summary>A job's state and progress; null when there is no such job.</summary>
    public async Task<JobStatus?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"api/jobs/{Uri.EscapeDataString(id)}", null, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<JobStatus>(answer, cancellationToken);
    }

    /// <summary>The jobs, newest first.</summary>
    public async Task<IReadOnlyList<JobStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, "api/jobs", null, cancellationToken);
        JobList list = await ReadAsync<JobList>(answer, cancellationToken);
        return list.Jobs;
    }

    /// <summary>Cancels a job.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Delete, $"api/jobs/{Uri.EscapeDataString(id)}", null, cancellationToken);
        await ReadAsync<JsonElement>(answer, cancellationToken);
    }

    /// <summary>Starts a comparison of two results and returns its id.</summary>
    /// <exception cref="JobRefusedException">The request has problems; all of them are named.</exception>
    public async Task<string> StartDiffAsync(JsonElement request, CancellationToken cancellationToken = default)
    {
        using StringContent body = new(request.GetRawText(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, "api/diffs", body, cancellationToken);
        JsonElement json = await ReadAsync<JsonElement>(answer, cancellationToken);
        return json.GetProperty("id").GetString()!;
    }

    /// <summary>Waits until a comparison has ended, well or not.</summary>
    /// <param name="id">The comparison.</param>
    /// <param name="cancellationToken">Stops waiting; the comparison goes on.</param>
    public async Task<DiffStatus> WaitForDiffAsync(string id, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"api/diffs/{Uri.EscapeDataString(id)}", null, cancellationToken);
            DiffStatus diff = await ReadAsync<DiffStatus>(answer, cancellationToken);
            if (diff.IsFinished)
            {
                return diff;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Makes a read-only address of an output that ends by itself. Whoever has it can read the output.</summary>
    /// <param name="id">A finished job.</param>
    /// <param name="output">The output's name: <c>tiles.pmtiles</c>.</param>
    /// <param name="hours">How long it lives, up to 168 hours.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="JobRefusedException">The job has no such output (yet), or the hours are out of range.</exception>
    public async Task<ShareLink> ShareAsync(string id, string output, double hours, CancellationToken cancellationToken = default)
    {
        using JsonContent body = JsonContent.Create(new { output, hours });
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, $"api/jobs/{Uri.EscapeDataString(id)}/shares", body, cancellationToken);
        return await ReadAsync<ShareLink>(answer, cancellationToken);
    }

    /// <summary>Waits until a job has ended, well or not. A host that restarts in the meantime is waited for.</summary>
    /// <param name="id">The job.</param>
    /// <param name="progress">Told of every state that is read.</param>
    /// <param name="cancellationToken">Stops waiting; the job goes on.</param>
    public async Task<JobStatus> WaitAsync(string id, Action<JobStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        DateTime lastHeard = DateTime.UtcNow;
        while (true)
        {
            try
            {
                JobStatus job = await FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"There is no job '{id}'.");
                lastHeard = DateTime.UtcNow;
                progress?.Invoke(job);
                if (job.IsFinished)
                {
                    return job;
                }
            }
            catch (HttpRequestException) when (DateTime.UtcNow - lastHeard < RestartPatience)
            {
                // The job lives in storage: when the host is back, it goes on.
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path) { Content = body };
        return await _http.SendAsync(request, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw await JobRefusedException.FromAsync(answer, cancellationToken);
        }

        return await answer.Content.ReadFromJsonAsync<T>(JobJson.Options, cancellationToken)
            ?? throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri} answered with nothing.");
    }

    private sealed record JobList(IReadOnlyList<JobStatus> Jobs);
}
