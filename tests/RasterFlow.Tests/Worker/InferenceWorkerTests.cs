using System.Runtime.InteropServices;
using RasterFlow.GpuContainer;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Tests.Inference;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Worker;

public sealed class InferenceWorkerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Block_Queued_IsComputedWrittenAndAnswered()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(0);
        await bench.EnqueueAsync(1, attempt: 3);
        bench.Start();
        InferenceBlockResult[] results = [await bench.TakeResultAsync(), await bench.TakeResultAsync()];
        results.OrderBy(result => result.Block).ShouldBe(
            [new InferenceBlockResult("instance-7", WorkerBench.JobKey, 0, 1, null, "cpu"), new InferenceBlockResult("instance-7", WorkerBench.JobKey, 1, 3, null, "cpu")]);
        await bench.StopAsync();
        (await WorkerBench.CountAsync(bench.Storage.Blocks)).ShouldBe(0);
        bench.State.BlocksDone.ShouldBe(2);
        float[] expected = await ExpectedAsync(bench);
        float[] written = await ReadAsync(bench);
        MemoryMarshal.Cast<float, int>(written).SequenceEqual(MemoryMarshal.Cast<float, int>(expected)).ShouldBeTrue();
        written.Count(float.IsNaN).ShouldBe(2 * 40);
    }

    [Fact]
    public async Task Block_QueuedAgain_IsAnsweredWithoutBeingComputed()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        float[] mark = new float[2 * 40 * 256];
        await bench.Writer.WriteBlockAsync<float>(new BlockIndex(0, 0, 0), mark);
        await bench.EnqueueAsync(0);
        await bench.EnqueueAsync(0, attempt: 2);
        bench.Start();
        (await bench.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerBench.JobKey, 0, 1, null, null));
        (await bench.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerBench.JobKey, 0, 2, null, null));
        (await ReadAsync(bench))[0].ShouldBe(0f);
    }

    [Theory]
    [InlineData("this is not Base64!")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("eyJKb2JLZXkiOiJqIn0=")]
    public async Task Message_Unreadable_GoesToThePoisonQueueAndTheNextBlockRuns(string text)
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(text);
        await bench.EnqueueAsync(1);
        bench.Start();
        (await bench.TakeResultAsync()).Error.ShouldBeNull();
        (await WorkerBench.TakeAsync(bench.Storage.Poison)).ShouldBe(text);
        await bench.StopAsync();
        (await WorkerBench.CountAsync(bench.Storage.Blocks)).ShouldBe(0);
    }

    [Fact]
    public async Task Block_ModelWithOtherChannels_IsAnsweredWithTheReason()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite, channels: 3);
        await bench.EnqueueAsync(1);
        bench.Start();
        InferenceBlockResult result = await bench.TakeResultAsync();
        (result.Block, result.Device).ShouldBe((1, null));
        result.Error.ShouldNotBeNull().ShouldStartWith("Block 1 of prediction.zarr failed with model models/m.onnx: ");
        result.Error.ShouldContain("takes 3 channels, but the job gives it 4");
        await bench.StopAsync();
        bench.State.BlocksFailed.ShouldBe(1);
        (await WorkerBench.CountAsync(bench.Storage.Blocks)).ShouldBe(0);
    }

    [Fact]
    public async Task Block_OfAMissingJob_IsTriedAgainAndThenAnsweredWithTheReason()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(0, jobKey: "jobs/late.json");
        bench.Start(WorkerBench.Settings with { MaxDequeueCount = 3, RetryDelay = TimeSpan.FromSeconds(1) });
        InferenceBlockResult result = await bench.TakeResultAsync();
        result.Error.ShouldNotBeNull().ShouldContain("Block 0 of jobs/late.json failed: FileNotFoundException");
    }

    [Fact]
    public async Task Block_JobAppearsBetweenTwoAttempts_Succeeds()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(0, jobKey: "jobs/late.json");
        bench.Start(WorkerBench.Settings with { MaxDequeueCount = 20, RetryDelay = TimeSpan.FromSeconds(1) });
        await Task.Delay(1500);
        await InferenceDocuments.WriteJobAsync(bench.Store, "jobs/late.json", bench.Job);
        (await bench.TakeResultAsync()).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Block_ModelReplaced_IsRefused()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.Store.WriteAsync(bench.Job.ModelKey, OnnxModels.Conv(4, 2, 3, seed: 9));
        await bench.EnqueueAsync(0);
        bench.Start();
        (await bench.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("Was it replaced?");
    }

    [Fact]
    public async Task Block_OutsideTheStore_IsAnsweredWithTheCount()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(2);
        bench.Start();
        (await bench.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("has 2 blocks");
    }

    [Fact]
    public async Task Worker_StoppedWhileIdle_StopsAtOnce()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        bench.Start();
        await bench.StopAsync().WaitAsync(TimeSpan.FromSeconds(5));
        await bench.EnqueueAsync(0);
        await Task.Delay(500);
        (await bench.Storage.Blocks.PeekMessagesAsync(1)).Value.ShouldHaveSingleItem().DequeueCount.ShouldBe(0);
    }

    [Fact]
    public async Task Worker_StoppedWhileBusy_LosesNoBlockAndHoldsNone()
    {
        const int Blocks = 60;
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        for (int i = 0; i < Blocks; i++)
        {
            await bench.EnqueueAsync(i % 2, attempt: i);
        }

        bench.Start();
        await bench.TakeResultAsync();
        await bench.StopAsync();
        int answered = 1 + await WorkerBench.CountAsync(bench.Storage.Results);
        int visible = 0;
        while ((await bench.Storage.Blocks.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            visible += messages.Length;
        }

        visible.ShouldBeGreaterThan(0);
        (answered + visible).ShouldBe(Blocks);
    }

    [Fact]
    public async Task Worker_GraceOver_ReleasesTheBlockUndone()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(0);
        await bench.EnqueueAsync(1);
        bench.Start(WorkerBench.Settings with { ShutdownGrace = TimeSpan.Zero });
        await bench.StopAsync();
        int answered = await WorkerBench.CountAsync(bench.Storage.Results);
        (answered + (await bench.Storage.Blocks.ReceiveMessagesAsync(32)).Value.Length).ShouldBe(2);
    }

    [Fact]
    public async Task Block_TriedTooOftenWithoutAnAnswer_IsAnsweredAndNotTriedAgain()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.EnqueueAsync(0);
        for (int i = 0; i < 2; i++)
        {
            (await bench.Storage.Blocks.ReceiveMessageAsync(TimeSpan.FromSeconds(1))).Value.ShouldNotBeNull();
            await Task.Delay(1200);
        }

        bench.Start();
        (await bench.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("2 attempts ended without an answer");
    }

    [Fact]
    public async Task Block_TriedTooOftenButWritten_IsASuccess()
    {
        await using WorkerBench bench = await WorkerBench.CreateAsync(azurite);
        await bench.Writer.WriteBlockAsync<float>(new BlockIndex(0, 0, 0), new float[2 * 40 * 256]);
        await bench.EnqueueAsync(0);
        (await bench.Storage.Blocks.ReceiveMessageAsync(TimeSpan.FromSeconds(1))).Value.ShouldNotBeNull();
        await Task.Delay(1200);
        bench.Start(WorkerBench.Settings with { MaxDequeueCount = 1 });
        (await bench.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerBench.JobKey, 0, 1, null, null));
    }

    private static async Task<float[]> ExpectedAsync(WorkerBench bench)
    {
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, OnnxModels.Conv(4, 2, 3));
        using OnnxModelRunner runner = OnnxModelRunner.Load(path, bench.Job, "cpu");
        float[] expected = await TestJobs.PredictAsync(WorkerBench.Mosaic, bench.Job, runner, 77);
        File.Delete(path);
        return expected;
    }

    private static async Task<float[]> ReadAsync(WorkerBench bench)
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(bench.Store, bench.Job.PredictionRoot);
        float[] samples = new float[2 * 300 * 40];
        await reader.ReadAsync(0, 0, new PixelWindow(0, 0, 300, 40), samples.AsMemory(0, 300 * 40));
        await reader.ReadAsync(0, 1, new PixelWindow(0, 0, 300, 40), samples.AsMemory(300 * 40));
        return samples;
    }
}
