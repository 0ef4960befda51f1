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
        if (device != InferenceDevice.Cpu)
        {
            _pinnedMemory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA_PINNED, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.CpuOutput);
            _pinned = new OrtAllocator(session, _pinnedMemory);
        }
    }

    /// <summary>Where it runs.</summary>
    public string Device { get; }

    /// <summary>What it takes and gives.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="content">The model.</param>
    /// <param name="name">Its name in error texts.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="clock">Told how long the device is busy.</param>
    /// <exception cref="ModelMismatchException">The file is no model of patches, or the device cannot load it.</exception>
    public static OnnxModel Load(ModelContent content, string name, string device, DeviceClock clock)
    {
        InferenceSession? session = null;
        try
        {
            using SessionOptions options = InferenceDevice.SessionOptionsFor(device, content.EngineFolder);
            session = content.Path is null ? new InferenceSession(content.Bytes!, options) : new InferenceSession(content.Path, options);
            return new OnnxModel(session, ModelSignature.Of(session, name), device, clock);
        }
        catch (OnnxRuntimeException e)
        {
            session?.Dispose();
            throw new ModelMismatchException($"The model {name} could not be loaded on {device}: {e.Message}");
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
    public OnnxBatch CreateBatch(BatchShape shape) => new(_session, Signature, shape, _pinned ?? OrtAllocator.DefaultInstance, _clock);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pinned?.Dispose();
        _pinnedMemory?.Dispose();
        _session.Dispose();
    }
}
