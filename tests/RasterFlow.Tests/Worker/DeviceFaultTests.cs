using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Worker;

/// <summary>
/// A GPU that does not work: one that the worker is told to have, on a machine that has none. What ONNX Runtime then says is real.
/// </summary>
public sealed class DeviceFaultTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // y = x expanded to 2^46 float32, more than a process can address.
    private const string EndlessModel = "CAgSADpNChEKAXgKAXMSAXkiBkV4cGFuZBIBZyoRCAEQB0IBc0oIAAAAAABAAABaEAoBeBILCgkIARIFCgMSAWJiEAoBeRILCgkIARIFCgMSAWNCBAoAEA0=";

    [SkippableFact]
    public void Load_DeviceCannotButTheProcessorCan_IsTheDevicesFault()
    {
        SkipWhereAGpuAnswers();
        DeviceFaultException e = Should.Throw<DeviceFaultException>(() => Load(OnnxModels.Conv(4, 2, 3)));
        e.Message.ShouldBe("The device cuda could not load the model models/m.onnx, though the processor can.");
        e.InnerException.ShouldNotBeNull();
    }

    [SkippableFact]
    public void Load_NoDeviceCan_IsTheModelsFault()
    {
        SkipWhereAGpuAnswers();
        Should.Throw<ModelMismatchException>(() => Load([1, 2, 3, 4])).Message.ShouldContain("models/m.onnx could not be loaded");
    }

    [SkippableFact]
    public async Task Worker_DeviceFailsThreeTimesInARow_EndsAndGivesTheBlockBack()
    {
        SkipWhereAGpuAnswers();
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        rig.Start(WorkerRig.Settings with { MaxAttempts = 5 }, BrokenGpu);
        await rig.StoppedAsync().WaitAsync(TimeSpan.FromSeconds(30));
        rig.Service<DeviceHealth>().IsBroken.ShouldBeTrue();
        await rig.StopAsync();
        string text = (await rig.Storage.Blocks.ReceiveMessageAsync()).Value.MessageText;
        BlockQueue.Parse(text).ShouldBe(new InferenceBlockMessage(WorkerRig.JobKey, 0, 1, "instance-7", DeviceHealth.MostFaults));
        (await WorkerRig.CountAsync(rig.Storage.Results)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Block_DeviceFailsAtEveryAttempt_IsAnsweredNamingTheDevice()
    {
        SkipWhereAGpuAnswers();
        await using WorkerRig rig = await WorkerRig.CreateAsync(azurite);
        await rig.EnqueueAsync(0);
        rig.Start(WorkerRig.Settings with { MaxAttempts = 2 }, BrokenGpu);
        (await rig.TakeResultAsync()).Error.ShouldNotBeNull().ShouldContain("DeviceFaultException: The device cuda could not load the model");
        rig.Service<DeviceHealth>().IsBroken.ShouldBeFalse();
    }

    [Fact]
    public void OutOfMemory_OfOnnxRuntime_IsKnownByItsText()
    {
        using InferenceSession session = new(Convert.FromBase64String(EndlessModel));
        using RunOptions run = new();
        using OrtValue one = OrtValue.CreateTensorValueFromMemory([1f], [1]);
        OnnxRuntimeException e = Should.Throw<OnnxRuntimeException>(() => session.Run(run, ["x"], [one], ["y"]).Dispose());
        DeviceFaults.IsOutOfMemory(e).ShouldBeTrue(e.Message);
        DeviceFaults.IsOfDevice(e).ShouldBeTrue();
    }

    [Fact]
    public void ModelThatIsNone_IsNoFaultOfTheDevice()
    {
        OnnxRuntimeException e = Should.Throw<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3, 4]));
        (DeviceFaults.IsOutOfMemory(e), DeviceFaults.IsOfDevice(e), DeviceFaults.IsOfRuntime(e)).ShouldBe((false, false, true));
    }

    [Fact]
    public void Health_SuccessBetweenFaults_GoesOn()
    {
        using IHost host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings()).Build();
        DeviceHealth health = new(host.Services.GetRequiredService<IHostApplicationLifetime>(), NullLogger<DeviceHealth>.Instance);
        DeviceFaultException fault = new("cuda", "failed", new InsufficientMemoryException());
        foreach (Exception? e in (Exception?[])[fault, fault, null, fault, new InvalidOperationException("the block's"), fault])
        {
            (e is null ? health.Succeeded : (Action)(() => health.Failed(e)))();
            health.IsBroken.ShouldBeFalse();
        }

        health.Failed(fault);
        health.IsBroken.ShouldBeTrue();
    }

    private static InferenceDevice BrokenGpu => new(InferenceDevice.Cuda, hasCuda: true, new Lazy<bool>(false));

    private static OnnxModel Load(byte[] model) => OnnxModel.Load(new ModelContent(null, model, null), "models/m.onnx", InferenceDevice.Cuda, new DeviceClock());

    private static void SkipWhereAGpuAnswers() =>
        Skip.If(InferenceDevice.Detect(null, NullLogger.Instance).Name != InferenceDevice.Cpu, "A GPU answers here, so it is not broken.");
}
