using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RasterFlow.Client.Local;
using RasterFlow.GpuContainer;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Worker;

public sealed class WorkerSettingsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public void From_NothingSet_HasDefaults()
    {
        WorkerSettings settings = WorkerSettings.From(Configuration([]));
        (settings.Container, settings.Device, settings.Lease, settings.MaxAttempts, settings.Port)
            .ShouldBe(("rasterflow", null, TimeSpan.FromSeconds(30), 5, 8080));
    }

    [Theory]
    [InlineData("RASTERFLOW_LEASE_SECONDS", "0")]
    [InlineData("RASTERFLOW_MAX_ATTEMPTS", "many")]
    [InlineData("RASTERFLOW_DEVICE", "tpu")]
    public void From_ImpossibleValue_NamesTheSetting(string name, string value) =>
        Should.Throw<ArgumentException>(() => WorkerSettings.From(Configuration(new() { [name] = value }))).Message.ShouldStartWith(name);

    [Fact]
    public void Storage_Identity_AddressesTheServices()
    {
        StorageClients storage = StorageClients.From(
            Configuration(new() { ["AzureWebJobsStorage:blobServiceUri"] = "https://a.blob.core.windows.net", ["AzureWebJobsStorage:queueServiceUri"] = "https://a.queue.core.windows.net/" }), "outputs");
        storage.Blobs.Uri.ShouldBe(new Uri("https://a.blob.core.windows.net/outputs"));
        storage.Blocks.Uri.ShouldBe(new Uri("https://a.queue.core.windows.net/inference-blocks"));
    }

    [Fact]
    public void Storage_NothingSet_NamesTheSetting() =>
        Should.Throw<ArgumentException>(() => StorageClients.From(Configuration([]), "c")).Message.ShouldContain("AzureWebJobsStorage");

    [Fact]
    public async Task Health_WorkerRuns_TellsItsDevice()
    {
        int port = AzuriteProcess.FreePort();
        using IHost host = WorkerHost.Build(Configuration(new()
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["RASTERFLOW_WORKER_PORT"] = $"{port}",
            ["RASTERFLOW_DEVICE"] = "cpu",
            ["RASTERFLOW_CONTAINER"] = "health",
        }));
        await host.StartAsync();
        using HttpClient client = new();
        HttpResponseMessage answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement health = await answer.Content.ReadFromJsonAsync<JsonElement>();
        health.GetProperty("device").GetString().ShouldBe("cpu");
        health.GetProperty("blocksDone").GetInt32().ShouldBe(0);
        await host.StopAsync();
    }

    private static IConfiguration Configuration(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
