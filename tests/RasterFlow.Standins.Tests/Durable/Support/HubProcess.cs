using System.Diagnostics;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>A hub in a process of its own, which a test can kill: this assembly, run again with a storage container in its environment.</summary>
internal static class HubProcess
{
    private const string Variable = "DURABLE_TEST_HUB";

    /// <summary>A parent with twenty children, each with one slow activity; the activity says on standard output that it ran.</summary>
    public static TestFunctions Functions { get; } = new TestFunctions()
        .Activity("Square", async (input, cancellation) =>
        {
            await Task.Delay(20, cancellation);
            int n = int.Parse(input!, System.Globalization.CultureInfo.InvariantCulture);
            await Console.Out.WriteLineAsync($"square {n}");
            return n * n;
        })
        .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Square", context.GetInput<int>()))
        .Orchestrator("Parent", async context =>
            (await Task.WhenAll(Enumerable.Range(1, 20).Select(n => context.CallSubOrchestratorAsync<int>("Child", n)))).Sum());

    public static DurableHub Open(BlobContainerClient container) => new(
        new DurableHubOptions { TaskHub = "Hub", MaxConcurrentActivities = 1, LeaseDuration = TimeSpan.FromSeconds(15) },
        container,
        Functions,
        NullLoggerFactory.Instance);

    public static Process Start(string connection, string container)
    {
        ProcessStartInfo start = new("dotnet", [typeof(HubProcess).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = $"{container} {connection}";
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        return process;
    }

#pragma warning disable CA2255 // The test runner owns this assembly's entry point, an empty one; this runs before it, and does nothing without the variable.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', 2) is [string container, string connection])
        {
            Environment.SetEnvironmentVariable(Variable, null);
            // Keeps the process alive after the entry point's end; other threads cannot use this assembly before the initializer has returned.
            new Thread(() => RunAsync(new BlobContainerClient(connection, container)).GetAwaiter().GetResult()).Start();
        }
    }

    private static async Task RunAsync(BlobContainerClient container)
    {
        await using DurableHub hub = Open(container);
        await hub.StartAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync("started");
        if (await hub.GetInstanceRecordAsync("p", CancellationToken.None) is null)
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new Microsoft.DurableTask.StartOrchestrationOptions("p"));
        }

        // Until it is killed.
        await Task.Delay(TimeSpan.FromMinutes(2));
        Environment.Exit(1);
    }
}
