using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RasterFlow.Client.Local;
using RasterFlow.GpuContainer;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Worker;

public sealed class WorkerTelemetryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    /// <summary>A collector of our own takes what the OTLP exporter sends: names are readable in the protobuf's bytes.</summary>
    [Fact]
    public async Task Metrics_EndpointConfigured_AreExported()
    {
        TaskCompletionSource<string> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string address = $"http://127.0.0.1:{AzuriteProcess.FreePort()}";
        await using WebApplication collector = WebApplication.CreateSlimBuilder().Build();
        collector.Urls.Add(address);
        collector.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using MemoryStream body = new();
            await request.Body.CopyToAsync(body);

            // The first message may leave before the worker has made its instruments.
            string text = Encoding.Latin1.GetString(body.ToArray());
            if (text.Contains("rasterflow.inference.device.busy", StringComparison.Ordinal))
            {
                received.TrySetResult(text);
            }

            return Results.Ok();
        });
        await collector.StartAsync();
        using IHost worker = WorkerHost.Build(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["RASTERFLOW_WORKER_PORT"] = "0",
            ["RASTERFLOW_DEVICE"] = "cpu",
            ["RASTERFLOW_CONTAINER"] = "telemetry",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        }).Build());
        await worker.StartAsync();
        string metrics = await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await worker.StopAsync();
        metrics.ShouldContain("rasterflow-inference");
        metrics.ShouldContain("rasterflow.inference.device.time");
    }
}
