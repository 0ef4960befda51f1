using System.Diagnostics;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;
using RasterFlow.Tests.Support;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>Real processes, really killed (SIGKILL), over blob storage.</summary>
public sealed class ProcessCrashTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task KilledProcesses_LeaveALeaseThatRunsOut_AndAJobThatTheNextOneEnds()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        BlobLeaseClient lease = container.GetBlobClient("Hub/owner").GetBlobLeaseClient();
        HashSet<string> squares = [];
        for (int round = 1; round <= 4; round++)
        {
            using Process process = HubProcess.Start(azurite.ConnectionString, container.Name);
            try
            {
                // Killed in the middle of another activity each time.
                for (int said = 0; said <= round * 2; said++)
                {
                    string line = await process.StandardOutput.ReadLineAsync(TestHub.Limit) ?? throw new InvalidOperationException("The process ended by itself.");
                    squares.Add(line);
                }
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(TestHub.Limit);
            }

            if (round < 4)
            {
                await lease.BreakAsync(TimeSpan.Zero);
            }
        }

        await using DurableHub next = HubProcess.Open(container);
        long asked = Stopwatch.GetTimestamp();
        await next.StartAsync(TestHub.Limit);
        Stopwatch.GetElapsedTime(asked).ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), "the lease of 15 s of the last process, renewed every 5");
        OrchestrationMetadata done = await next.Client.WaitForInstanceCompletionAsync("p", true, TestHub.Limit);
        done.ReadOutputAs<int>().ShouldBe(Enumerable.Range(1, 20).Sum(n => n * n));
        squares.Count.ShouldBeGreaterThan(4, "each process did a part");
        HubProcess.Functions.Runs("Square").ShouldBeLessThan(20, "what the dead processes finished was not done again");
    }
}
