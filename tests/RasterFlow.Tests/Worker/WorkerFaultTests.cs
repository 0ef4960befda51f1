using Azure.Core;
using Azure.Storage.Blobs;
using RasterFlow.Inference;
using RasterFlow.Tests.Inference;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Worker;

/// <summary>What goes wrong around a worker, one thing at a time.</summary>
public sealed class WorkerFaultTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const ushort TooLarge = 60_000;

    [Fact]
    public async Task Model_ThrowsOnOneBlock_OthersAreDoneAndTheJobGoesOnFromThere()
    {
        ArrayMosaic mosaic = MosaicWith(TooLarge);
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite, OnnxModels.Refusing(4, 2, TooLarge), mosaic);
        for (int block = 0; block < 3; block++)
        {
            await rig.EnqueueAsync(block);
        }

        rig.Start();
        InferenceBlockResult[] results = [await rig.TakeResultAsync(), await rig.TakeResultAsync(), await rig.TakeResultAsync()];
        InferenceBlockResult failed = results.Single(static result => result.Error is not null);
        failed.Block.ShouldBe(1);
        failed.Error.ShouldNotBeNull().ShouldStartWith("Block 1 of prediction.zarr failed with model models/m.onnx: OnnxRuntimeException");
        failed.Error.ShouldContain("Gather");

        // The mosaic is mended and the job started again: only what is missing is computed.
        RasterStoreWriter writer = RasterStoreWriter.Open(rig.Store, rig.Job.MosaicRoot, mosaic.Layout);
        await WorkerRig.WriteMosaicBlockAsync(writer, MosaicWith(7), 1);
        for (int block = 0; block < 3; block++)
        {
            await rig.EnqueueAsync(block, attempt: 2);
        }

        results = [await rig.TakeResultAsync(), await rig.TakeResultAsync(), await rig.TakeResultAsync()];
        results.OrderBy(static result => result.Block).Select(static result => (result.Error, result.Device)).ShouldBe([(null, null), (null, "cpu"), (null, null)]);
    }

    [Fact]
    public async Task Storage_Answers503_IsWaitedForAndCostsNoAttempt()
    {
        FlakyStorage flaky = new();
        await using WorkerRig rig = await CreateAsync(flaky);
        flaky.Refuse(2);
        await rig.EnqueueAsync(0);
        rig.Start(WorkerRig.Settings with { MaxAttempts = 1 });
        (await rig.TakeResultAsync()).ShouldBe(new InferenceBlockResult("instance-7", WorkerRig.JobKey, 0, 1, null, "cpu"));
        flaky.Refused.ShouldBe(2);
    }

    [Fact]
    public async Task Storage_StaysAwayForLongerThanThePatience_IsAFailedAttempt()
    {
        FlakyStorage flaky = new();
        await using WorkerRig rig = await CreateAsync(flaky);
        flaky.Refuse(int.MaxValue);
        await rig.EnqueueAsync(0);
        rig.Start(WorkerRig.Settings with { MaxAttempts = 1, OutagePatience = TimeSpan.Zero });
        (await rig.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("storage answered 503 ServerBusy");
    }

    [Fact]
    public async Task Disk_Full_ModelIsHeldInMemory()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        string partial = Path.Combine(rig.ModelFolder, $"{rig.Job.ModelSha256}.onnx.{Environment.ProcessId}.partial");
        File.CreateSymbolicLink(partial, "/dev/full");
        await rig.EnqueueAsync(0);
        rig.Start(WorkerRig.Settings with { MaxAttempts = 1 });
        (await rig.TakeResultAsync()).Error.ShouldBeNull();
        Directory.EnumerateFiles(rig.ModelFolder, "*.onnx").ShouldBeEmpty();
    }

    [Fact]
    public async Task Metrics_BlocksDone_AreCountedWithTheirPixels()
    {
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        rig.Start();
        await rig.EnqueueAsync(0);
        await rig.TakeResultAsync();
        await rig.EnqueueAsync(0, attempt: 2);
        await rig.TakeResultAsync();
        await rig.StopAsync();
        (rig.State.BlocksDone, rig.State.Pixels).ShouldBe((2, 256 * 40L));
        rig.State.Running.ShouldBeEmpty();
    }

    private Task<WorkerRig> CreateAsync(FlakyStorage flaky)
    {
        BlobClientOptions options = new();
        options.Retry.MaxRetries = 0;
        options.AddPolicy(flaky, HttpPipelinePosition.PerRetry);
        return WorkerRig.CreateAsync(azurite, OnnxModels.Conv(4, 2, 3), WorkerRig.Mosaic, options);
    }

    /// <summary>700 x 40 pixels, 3 blocks; one pixel in the middle of block 1 has a value of its own.</summary>
    private static ArrayMosaic MosaicWith(ushort value) => new(
        ArrayMosaic.LayoutOf(700, 40, 2, 2), (t, b, y, x) => (t, b, y, x) == (0, 0, 20, 384) ? value : 1 + ((x + y + t + b) % 5000));
}
