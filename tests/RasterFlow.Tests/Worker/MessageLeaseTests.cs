using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.GpuContainer;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Worker;

public sealed class MessageLeaseTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Lease_HeldLongerThanItsLength_KeepsTheMessageInvisible()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync("body");
        QueueMessage message = await rig.Storage.Blocks.ReceiveMessageAsync(Lease);
        await using MessageLease lease = new(rig.Storage.Blocks, message, Lease, NullLogger.Instance);
        for (int i = 0; i < 10; i++)
        {
            await Task.Delay(400);
            ((QueueMessage?)await rig.Storage.Blocks.ReceiveMessageAsync()).ShouldBeNull();
        }

        await lease.CompleteAsync(CancellationToken.None);
        (await WorkerRig.CountAsync(rig.Storage.Blocks)).ShouldBe(0);
    }

    [Fact]
    public async Task Lease_RenewalsFailForAnyReason_IsRenewedAsSoonAsItCanBe()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync("body");
        QueueMessage message = await rig.Storage.Blocks.ReceiveMessageAsync(TimeSpan.FromSeconds(3));
        FlakyStorage flaky = new(static () => new InvalidOperationException("The credential has no token."));
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.None };
        options.AddPolicy(flaky, HttpPipelinePosition.PerCall);
        QueueClient queue = new(azurite.ConnectionString, rig.Storage.Blocks.Name, options);
        flaky.Refuse(1);
        await using MessageLease lease = new(queue, message, TimeSpan.FromSeconds(3), NullLogger.Instance);
        for (int i = 0; i < 10; i++)
        {
            await Task.Delay(500);
            ((QueueMessage?)await rig.Storage.Blocks.ReceiveMessageAsync()).ShouldBeNull();
        }

        flaky.Refused.ShouldBe(1);
    }

    [Fact]
    public async Task Release_AfterRenewals_GivesTheMessageBackWithItsBody()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync("body");
        QueueMessage message = await rig.Storage.Blocks.ReceiveMessageAsync(Lease);
        await using MessageLease lease = new(rig.Storage.Blocks, message, Lease, NullLogger.Instance);
        await Task.Delay(1500);
        await lease.ReleaseAsync(TimeSpan.Zero, CancellationToken.None);
        QueueMessage again = await rig.Storage.Blocks.ReceiveMessageAsync();
        (again.MessageText, again.DequeueCount).ShouldBe(("body", 2));
    }

    [Fact]
    public async Task Complete_LeaseLost_LeavesTheMessageToItsNewOwner()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync("body");
        QueueMessage message = await rig.Storage.Blocks.ReceiveMessageAsync(TimeSpan.FromSeconds(1));
        await using MessageLease lease = new(rig.Storage.Blocks, message, TimeSpan.FromMinutes(1), NullLogger.Instance);
        await Task.Delay(1300);
        QueueMessage taken = await rig.Storage.Blocks.ReceiveMessageAsync(TimeSpan.FromMinutes(1));
        taken.MessageId.ShouldBe(message.MessageId);
        await lease.CompleteAsync(CancellationToken.None);
        (await WorkerRig.CountAsync(rig.Storage.Blocks)).ShouldBe(1);
    }
}
