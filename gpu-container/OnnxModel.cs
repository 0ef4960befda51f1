using Microsoft.ML.OnnxRuntime;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>A loaded model: one ONNX Runtime session on one device.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly DeviceClock _clock;
    private readonly OrtMemoryInfo? _pinnedMemory;
    private readonly OrtAllocator? _pinned;

    private OnnxModel(InferenceSession session, ModelSignature signature, string device, DeviceClock clock)
    {
        (_session, Signature, Device, _clock) = (session, signature, device, clock);
        Limit = new BatchLimit(signature.FixedBatch ?? 1);
        if (device == InferenceDevice.Cpu)
        {
            return;
        }

        _pinnedMemory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA_PINNED, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.CpuOutput);
        try
        {
            _pinned = new OrtAllocator(session, _pinnedMemory);
        }
        catch (OnnxRuntimeException)
        {
            // Plain memory does, only slower.
        }
    }

    /// <summary>Where it runs.</summary>
    public string Device { get; }

    /// <summary>What it takes and gives.</summary>
    public ModelSignature Signature { get; }

    /// <summary>How many patches an accelerator takes in one call.</summary>
    public BatchLimit Limit { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="content">The model.</param>
    /// <param name="name">Its name in error texts.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="clock">Told how long the device is busy.</param>
    /// <param name="threads">Threads of a call on the processor (<see cref="CallPlan"/>).</param>
    /// <exception cref="ModelMismatchException">The file is no model of patches, or no device can load it.</exception>
    /// <exception cref="DeviceFaultException">The device could not load it, which is not the model's fault.</exception>
    public static OnnxModel Load(ModelContent content, string name, string device, DeviceClock clock, int threads = 1)
    {
        try
        {
            return Open(content, name, device, clock, threads);
        }
        catch (Exception e) when (DeviceFaults.IsOutOfMemory(e))
        {
            throw new DeviceFaultException(device, $"has not the memory to load the model {name}", e);
        }
        catch (OnnxRuntimeException e) when (device == InferenceDevice.Cpu)
        {
            throw new ModelMismatchException($"The model {name} could not be loaded on {device}: {e.Message}");
        }
        catch (Exception e) when (device != InferenceDevice.Cpu && DeviceFaults.IsOfDevice(e))
        {
            throw new DeviceFaultException(device, $"failed while it loaded the model {name}", e);
        }
        catch (Exception e) when (device != InferenceDevice.Cpu && DeviceFaults.IsOfRuntime(e))
        {
            // Is it the model's fault? The processor knows.
            Load(content, name, InferenceDevice.Cpu, clock).Dispose();
            throw new DeviceFaultException(device, $"could not load the model {name}, though the processor can", e);
        }
    }

    private static OnnxModel Open(ModelContent content, string name, string device, DeviceClock clock, int threads)
    {
        InferenceSession? session = null;
        try
        {
            using SessionOptions options = InferenceDevice.SessionOptionsFor(device, threads, content.EngineFolder);
            session = content.Path is null ? new InferenceSession(content.Bytes!, options) : new InferenceSession(content.Path, options);
            return new OnnxModel(session, ModelSignature.Of(session, name), device, clock);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>The model as a job uses it; valid as long as this is not disposed.</summary>
    /// <exception cref="ModelMismatchException">The model cannot do what the job asks.</exception>
    public OnnxModelRunner RunnerFor(InferenceJob job)
    {
        Signature.ThrowIfMismatch(job);
        return new OnnxModelRunner(this, job);
    }

    /// <summary>Makes room for calls.</summary>
    /// <exception cref="DeviceFaultException">An accelerator has no memory left.</exception>
    public IModelBatch CreateBatch(BatchShape shape) =>
        Device == InferenceDevice.Cpu ? CreateBatch(shape, OrtAllocator.DefaultInstance) : new HalvingBatch(shape, Device, Limit, CreateNearDevice);

    private OnnxBatch CreateBatch(BatchShape shape, OrtAllocator allocator) => new(_session, Signature, shape, allocator, _clock);

    // Page-locked memory is scarce; plain memory does, only slower.
    private OnnxBatch CreateNearDevice(BatchShape shape)
    {
        try
        {
            return CreateBatch(shape, _pinned ?? OrtAllocator.DefaultInstance);
        }
        catch (OnnxRuntimeException) when (_pinned is not null)
        {
            return CreateBatch(shape, OrtAllocator.DefaultInstance);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pinned?.Dispose();
        _pinnedMemory?.Dispose();
        _session.Dispose();
    }
}
