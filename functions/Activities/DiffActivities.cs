using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Functions.Jobs;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Vectors.Changes;

namespace RasterFlow.Functions.Activities;

/// <summary>Compares two results.</summary>
public sealed class DiffActivities(IObjectStore store)
{
    /// <summary>Compares, and writes the rows and, last, what they came to.</summary>
    [Function(nameof(CompareResults))]
    public async Task CompareResults([ActivityTrigger] string jobKey, CancellationToken cancellationToken)
    {
        byte[] content = await store.ReadAsync(jobKey, cancellationToken) ?? throw new FileNotFoundException($"The comparison '{jobKey}' does not exist.");
        ChangeJob job = JsonSerializer.Deserialize<ChangeJob>(content, JobJson.Options)!;
        ChangeResult result = await ResultComparer.CompareAsync(store, job, cancellationToken);
        await store.WriteAsync(VectorResult.KeyOf(job.OutputRoot), JsonSerializer.SerializeToUtf8Bytes(result, JobJson.Options), cancellationToken);
    }
}
