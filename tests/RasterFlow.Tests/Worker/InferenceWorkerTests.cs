using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Worker;

public sealed class InferenceWorkerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Block_Queued_IsComputedWrittenAndAnswered()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        await rig.EnqueueAsync(1, attempt: 3);
        rig.Start();
        InferenceBlockResult[] results = [await rig.TakeResultAsync(), await rig.TakeResultAsync()];
        results.OrderBy(result => result.Block).ShouldBe(
            [new InferenceBlockResult("instance-7", WorkerRig.JobKey, 0, 1, null, "cpu"), new InferenceBlockResult("instance-7", WorkerRig.JobKey, 1, 3, null, "cpu")]);
        await rig.StopAsync();
        (await WorkerRig.CountAsync(rig.Storage.Blocks)).ShouldBe(0);
        rig.State.BlocksDone.ShouldBe(2);
        float[] expected = await rig.ExpectedAsync();
        float[] written = await rig.ReadAsync();
        MemoryMarshal.Cast<float, int>(written).SequenceEqual(MemoryMarshal.Cast<float, int>(expected)).ShouldBeTrue();
        written.Count(float.IsNaN).ShouldBe(2 * 40);
    }

    [Fact]
    public async Task Block_QueuedAgain_IsAnsweredWithoutBeingComputed()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        float[] mark = new float[2 * 40 * 256];
        await rig.Writer.WriteBlockAsync<float>(new BlockIndex(0, 0, 0), mark);
        await rig.EnqueueAsync(0);
        await rig.EnqueueAsync(0, attempt: 2);
        rig.Start();
        (await rig.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerRig.JobKey, 0, 1, null, null));
        (await rig.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerRig.JobKey, 0, 2, null, null));
        (await rig.ReadAsync())[0].ShouldBe(0f);
    }

    [Theory]
    [InlineData("this is not Base64!")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("eyJKb2JLZXkiOiJqIn0=")]
    public async Task Message_Unreadable_GoesToThePoisonQueueAndTheNextBlockRuns(string text)
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(text);
        await rig.EnqueueAsync(1);
        rig.Start();
        (await rig.TakeResultAsync()).Error.ShouldBeNull();
        (await WorkerRig.TakeAsync(rig.Storage.Poison)).ShouldBe(text);
        await rig.StopAsync();
        (await WorkerRig.CountAsync(rig.Storage.Blocks)).ShouldBe(0);
    }

    [Fact]
    public async Task Block_ModelWithOtherChannels_IsAnsweredWithTheReason()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite, channels: 3);
        await rig.EnqueueAsync(1);
        rig.Start();
        InferenceBlockResult result = await rig.TakeResultAsync();
        (result.Block, result.Device).ShouldBe((1, null));
        result.Error.ShouldNotBeNull().ShouldStartWith("Block 1 of prediction.zarr failed with model models/m.onnx: ");
        result.Error.ShouldContain("takes 3 channels, but the job gives it 4");
        await rig.StopAsync();
        rig.State.BlocksFailed.ShouldBe(1);
        (await WorkerRig.CountAsync(rig.Storage.Blocks)).ShouldBe(0);
    }

    [Fact]
    public async Task Block_OfAMissingJob_IsTriedAgainAndThenAnsweredWithTheReason()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0, jobKey: "jobs/late.json");
        rig.Start(WorkerRig.Settings with { MaxAttempts = 3, RetryDelay = TimeSpan.FromSeconds(1) });
        InferenceBlockResult result = await rig.TakeResultAsync();
        result.Error.ShouldNotBeNull().ShouldContain("Block 0 of jobs/late.json failed: FileNotFoundException");
    }

    [Fact]
    public async Task Block_JobAppearsBetweenTwoAttempts_Succeeds()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0, jobKey: "jobs/late.json");
        rig.Start(WorkerRig.Settings with { MaxAttempts = 20, RetryDelay = TimeSpan.FromSeconds(1) });
        await Task.Delay(1500);
        await InferenceDocuments.WriteJobAsync(rig.Store, "jobs/late.json", rig.Job);
        (await rig.TakeResultAsync()).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Block_ModelReplaced_IsRefused()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.Store.WriteAsync(rig.Job.ModelKey, OnnxModels.Conv(4, 2, 3, seed: 9));
        await rig.EnqueueAsync(0);
        rig.Start();
        (await rig.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("Was it replaced?");
    }

    [Fact]
    public async Task Block_OutsideTheStore_IsAnsweredWithTheCount()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(2);
        rig.Start();
        (await rig.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("has 2 blocks");
    }

    [Fact]
    public async Task Worker_StoppedWhileIdle_StopsAtOnce()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        rig.Start();
        await rig.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
        await rig.EnqueueAsync(0);
        await Task.Delay(500);
        (await rig.Storage.Blocks.PeekMessagesAsync(1)).Value.ShouldHaveSingleItem().DequeueCount.ShouldBe(0);
    }

    [Fact]
    public async Task Worker_StoppedWhileBusy_LosesNoBlockAndHoldsNone()
    {
        const int Blocks = 60;
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        for (int i = 0; i < Blocks; i++)
        {
            await rig.EnqueueAsync(i % 2, attempt: i);
        }

        rig.Start();
        await rig.TakeResultAsync();
        await rig.StopAsync();
        int answered = 1 + await WorkerRig.CountAsync(rig.Storage.Results);
        int visible = 0;
        while ((await rig.Storage.Blocks.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            visible += messages.Length;
        }

        visible.ShouldBeGreaterThan(0);
        (answered + visible).ShouldBe(Blocks);
    }

    [Fact]
    public async Task Worker_GraceOver_ReleasesTheBlockUndone()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        await rig.EnqueueAsync(1);
        rig.Start(WorkerRig.Settings with { ShutdownGrace = TimeSpan.Zero });
        await rig.StopAsync();
        int answered = await WorkerRig.CountAsync(rig.Storage.Results);
        (answered + (await rig.Storage.Blocks.ReceiveMessagesAsync(32)).Value.Length).ShouldBe(2);
    }

    [Fact]
    public async Task Block_BegunTooOftenWithoutAnAnswer_IsAnsweredAndNotTriedAgain()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        await ReceiveAsync(rig, times: 2, begin: true);

        rig.Start();
        (await rig.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("2 attempts ended without an answer");
    }

    [Fact]
    public async Task Block_TakenOftenButNeverBegun_IsComputed()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        await ReceiveAsync(rig, times: 19, begin: false);
        rig.Start();
        (await rig.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerRig.JobKey, 0, 1, null, "cpu"));
    }

    [Fact]
    public async Task Block_TakenTenTimesAsOftenAsItMayBeBegun_IsAnsweredSayingSo()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        await ReceiveAsync(rig, times: 20, begin: false);
        rig.Start();
        (await rig.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("taken from the queue 20 times without an answer, and begun 0 times");
    }

    [Fact]
    public void Begun_Written_LeavesTheRestOfTheMessageAsItWas()
    {
        string text = Convert.ToBase64String("""{"jobKey":"j","block":4,"attempt":1,"instanceId":"i","begun":1,"later":{"a":[1]}}"""u8);
        string written = BlockQueue.WithBegun(text, 2);
        BlockQueue.Parse(written).ShouldBe(new InferenceBlockMessage("j", 4, 1, "i", 2));
        Encoding.UTF8.GetString(Convert.FromBase64String(written)).ShouldContain("""
            "later":{"a":[1]}
            """);
    }

    /// <summary>It could be read, but not be released for another attempt: to be set aside at once.</summary>
    [Fact]
    public void Parse_MessageThatSaysAThingTwice_IsNoBlock() =>
        BlockQueue.Parse(BlockQueue.Encode("""{"jobKey":"j","instanceId":"i","block":4,"Block":4,"attempt":1}"""u8.ToArray())).ShouldBeNull();

    [Fact]
    public async Task Block_TriedTooOftenButWritten_IsASuccess()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.Writer.WriteBlockAsync<float>(new BlockIndex(0, 0, 0), new float[2 * 40 * 256]);
        await rig.EnqueueAsync(0);
        await ReceiveAsync(rig, times: 1, begin: true);
        rig.Start(WorkerRig.Settings with { MaxAttempts = 1 });
        (await rig.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerRig.JobKey, 0, 1, null, null));
    }

    /// <summary>What workers that are killed leave behind: a message that was taken and, perhaps, begun.</summary>
    private static async Task ReceiveAsync(WorkerRig rig, int times, bool begin)
    {
        BlockQueue queue = new(rig.Storage, WorkerRig.Settings, NullLogger<BlockQueue>.Instance);
        for (int i = 0; i < times; i++)
        {
            await using PreparedBlock block = (await queue.ReceiveAsync(CancellationToken.None)).ShouldNotBeNull();
            await (begin ? block.BeginAsync() : Task.CompletedTask);
            await block.Lease.ReleaseAsync(TimeSpan.Zero, CancellationToken.None);
        }
    }
}
