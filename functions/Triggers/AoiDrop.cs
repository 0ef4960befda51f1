using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RasterFlow.Functions.Jobs;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Triggers;

/// <summary>
/// Starts a job for every area file dropped into the container <c>aoi-drop</c> (by Event Grid: a Flex Consumption plan does not scan containers). Everything but the area comes from the template
/// <c>templates/aoi-drop.json</c> of the outputs container. What became of a file is written to <c>drops/{name}.json</c>.
/// </summary>
public sealed class AoiDrop(JobStarter starter, IObjectStore store, ILogger<AoiDrop> logger)
{
    /// <summary>Key of the job document that dropped areas are put into.</summary>
    public const string TemplateKey = "templates/aoi-drop.json";

    [Function(nameof(AoiDrop))]
    public async Task RunAsync(
        [BlobTrigger("aoi-drop/{name}", Source = BlobTriggerSource.EventGrid)] byte[] content,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(name);
        string hash = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0, .. content]).AsSpan(0, 12));
        string jobId = $"drop-{hash}";
        StartOutcome outcome = await StartAsync(jobId, name, content, client, cancellationToken);
        if (outcome.Problems.Count > 0)
        {
            logger.LogWarning("The area file {Name} started no job: {Problems}", name, string.Join(" | ", outcome.Problems));
        }
        else
        {
            logger.LogInformation("The area file {Name} started job {JobId}", name, jobId);
        }

        object report = new { name, jobId = outcome.Problems.Count > 0 ? null : jobId, problems = outcome.Problems };
        await store.WriteAsync($"drops/{name}.json", JsonSerializer.SerializeToUtf8Bytes(report, JobJson.Options), cancellationToken);
    }

    private async Task<StartOutcome> StartAsync(string jobId, string name, byte[] content, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(TemplateKey, cancellationToken) is not { } template)
        {
            return new StartOutcome(jobId, [new JobProblem(TemplateKey, "There is no template. Put a job document without 'aoi' there.")]);
        }

        if (ParseObject(template) is not { } document)
        {
            return new StartOutcome(jobId, [new JobProblem(TemplateKey, "The template is not a JSON object.")]);
        }

        // The drop container may be emptied by its owner at any time; the job keeps its own copy.
        string key = $"uploads/{jobId}/{Path.GetFileName(name)}";
        await store.WriteAsync(key, content, cancellationToken);
        document["aoi"] = store.GetUri(key).AbsoluteUri;
        return await starter.StartAsync(client, JsonSerializer.SerializeToElement(document), jobId, cancellationToken);
    }

    private static JsonObject? ParseObject(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
