using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Tests.Support;

namespace RasterFlow.Standins.Tests.Host;

public sealed class BlobTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Blob_New_RunsOncePerVersion_AcrossRestarts()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        await container.UploadBlobAsync("areas/iowa/story.geojson", BinaryData.FromString("first"));
        await container.UploadBlobAsync("other/x.geojson", BinaryData.FromString("not meant"));
        string hostId = $"b{Guid.NewGuid():N}"[..20];
        await using (TestHost host = await StartAsync(typeof(Reading), container, hostId))
        {
            await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 1, "an existing blob runs");
            host.Recorder.Lines.Single().ShouldBe($"iowa/story first {container.Name}/areas/iowa/story.geojson");
            await container.GetBlobClient("areas/iowa/story.geojson").UploadAsync(BinaryData.FromString("second"), overwrite: true);
            await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 2, "a rewritten blob runs");
            (await container.GetBlobClient("out/iowa/story.txt").DownloadContentAsync()).Value.Content.ToString().ShouldStartWith("done");
        }

        await using TestHost again = await StartAsync(typeof(Reading), container, hostId);
        await container.UploadBlobAsync("areas/new.geojson", BinaryData.FromString("third"));
        await TestHost.UntilAsync(() => again.Recorder.Lines.Length > 0, "the new blob runs");
        await Task.Delay(500);
        again.Recorder.Lines.ShouldBe([$"new third {container.Name}/areas/new.geojson"]);
    }

    [Fact]
    public async Task Blob_Failing_IsRetried_ThenPoison()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        await using TestHost host = await StartAsync(typeof(Failing), container);
        await container.UploadBlobAsync("bad.txt", BinaryData.FromString("x"));
        QueueClient poison = TestHost.Queue(azurite.ConnectionString, "webjobs-blobtrigger-poison");
        await TestHost.UntilAsync(
            async () => await poison.ExistsAsync() && (await poison.PeekMessagesAsync(32)).Value.Any(m => m.Body.ToString().Contains(container.Name, StringComparison.Ordinal)),
            "the blob is poison");
        host.Recorder.Lines.ShouldBe(["bad.txt", "bad.txt"]);
    }

    private Task<TestHost> StartAsync(Type functions, BlobContainerClient container, string? hostId = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["CONTAINER"] = container.Name,
            ["AzureFunctionsJobHost__extensions__blobs__poisonBlobThreshold"] = "2",
        };
        if (hostId is not null)
        {
            settings["AzureFunctionsWebHost__hostId"] = hostId;
        }

        return TestHost.StartAsync([functions], settings);
    }

    private sealed class Reading(Recorder recorder)
    {
        [Function("blob-reading")]
        [BlobOutput("%CONTAINER%/out/{name}.txt")]
        public async Task<string> RunAsync(
            [BlobTrigger("%CONTAINER%/areas/{name}.geojson")] Stream content,
            string name,
            string blobTrigger,
            [BlobInput("{BlobTrigger}")] BlobClient same)
        {
            using StreamReader reader = new(content);
            recorder.Add($"{name} {await reader.ReadToEndAsync()} {blobTrigger}");
            return $"done {same.Name}";
        }
    }

    private sealed class Failing(Recorder recorder)
    {
        [Function("blob-failing")]
        public void Run([BlobTrigger("%CONTAINER%/{file}")] string content, string file)
        {
            recorder.Add(file);
            throw new InvalidOperationException("on purpose " + content);
        }
    }
}
