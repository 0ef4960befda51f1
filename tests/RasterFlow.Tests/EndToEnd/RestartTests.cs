using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Client;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>kill -9 in the middle of a job: it goes on by itself, and no byte of its outputs differs.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class RestartTests(ServiceFixture service)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task WholeJob_BothHostsKilledInTheMiddle_EndsByItselfWithTheSameBytes()
    {
        FinishedJob undisturbed = await service.RunJobAsync(CreateSlowJob(), "undisturbed");

        using CancellationTokenSource patience = new(Patience);
        string id = await StartAsync(CreateSlowJob());
        await WaitForAsync(id, StageNames.Mosaic, done: 2, patience.Token);
        await service.Stack.KillFunctionsAsync();
        await service.Stack.StartFunctionsAsync(patience.Token);
        await WaitForAsync(id, StageNames.Predict, done: 1, patience.Token);
        await service.Stack.KillWorkerAsync();
        await service.Stack.KillFunctionsAsync();
        await Task.WhenAll(service.Stack.StartFunctionsAsync(patience.Token), service.Stack.StartWorkerAsync(patience.Token));

        JobStatus job = await service.Client.WaitAsync(id, null, patience.Token);
        job.State.ShouldBe(JobStates.Succeeded, job.Error);
        FinishedJob disturbed = await service.DownloadAsync(JsonSerializer.SerializeToElement(new { id }), "disturbed");

        SortedDictionary<string, string> expected = Hashes(undisturbed.Folder);
        expected.Count.ShouldBeGreaterThan(30);
        Hashes(disturbed.Folder).ShouldBe(expected);
    }

    /// <summary>Small patches with wide overlaps: inference takes long enough to be hit in the middle.</summary>
    private JsonObject CreateSlowJob()
    {
        JsonObject job = service.CreateJob(cache: false);
        job["predict"]!["patch_size"] = 64;
        job["predict"]!["clip_size"] = 24;
        return job;
    }

    private async Task<string> StartAsync(JsonObject job)
    {
        JobStager stager = new(service.Store, service.Folder);
        JsonElement document = await stager.StageAsync(JsonSerializer.SerializeToElement(job));
        return await service.Client.StartAsync(document);
    }

    /// <summary>Waits until a stage has done so many blocks, but not all of them: the kill must hit it in the middle.</summary>
    private async Task WaitForAsync(string id, string stage, int done, CancellationToken cancellationToken)
    {
        while (true)
        {
            JobStatus job = (await service.Client.FindAsync(id, cancellationToken))!;
            job.IsFinished.ShouldBeFalse($"The job ended ({job.State} {job.Error}) before {stage} was seen running.");
            if (job.Stages.FirstOrDefault(s => s.Name == stage) is { } progress && progress.Done >= done)
            {
                progress.Finished.ShouldBeNull($"{stage} was over before it could be interrupted; give the job more blocks.");
                return;
            }

            await Task.Delay(30, cancellationToken);
        }
    }

    private static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);
}
