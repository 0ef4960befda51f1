using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// One call of an ONNX model, with tensors bound (<see cref="OrtIoBinding"/>) in memory that the device copies from and to, which for a GPU is
/// page-locked. The input is bound anew for each call: for a GPU that is when it is copied there, and what is written to it afterwards would not be seen. A float16 tensor has a float32 buffer beside it, converted at each call.
/// </summary>
internal sealed class OnnxBatch : IModelBatch
{
    private readonly InferenceSession _session;
    private readonly DeviceClock _clock;
    private readonly BatchShape _shape;
    private readonly string _inputName;
    private readonly RunOptions _options = new();
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly OrtIoBinding _binding;
    private readonly float[]? _wideInput;
    private readonly float[]? _wideOutput;

    /// <param name="session">The model; stays the caller's.</param>
    /// <param name="signature">What it takes and gives.</param>
    /// <param name="shape">The one shape of its calls.</param>
    /// <param name="allocator">Memory for the tensors; stays the caller's, and outlives the batch.</param>
    /// <param name="clock">Told how long the device was busy.</param>
    public OnnxBatch(InferenceSession session, ModelSignature signature, BatchShape shape, OrtAllocator allocator, DeviceClock clock)
    {
        (_session, _shape, _clock, _inputName) = (session, shape, clock, signature.Input);
        _input = OrtValue.CreateAllocatedTensorValue(allocator, signature.InputType, [shape.Capacity, shape.Channels, shape.PatchSize, shape.PatchSize]);
        try
        {
            _output = OrtValue.CreateAllocatedTensorValue(allocator, signature.OutputType, [shape.Capacity, shape.Labels, shape.PatchSize, shape.PatchSize]);
        }
        catch
        {
            // A device that is short of memory gets back what it gave.
            _input.Dispose();
            throw;
        }

        _wideInput = signature.InputType == TensorElementType.Float16 ? new float[checked(shape.Capacity * shape.InputLength)] : null;
        _wideOutput = signature.OutputType == TensorElementType.Float16 ? new float[checked(shape.Capacity * shape.OutputLength)] : null;
        Input.Clear();
        _binding = session.CreateIoBinding();
        _binding.BindOutput(signature.Output, _output);
    }

    /// <inheritdoc/>
    public Span<float> Input => _wideInput ?? _input.GetTensorMutableDataAsSpan<float>();

    /// <inheritdoc/>
    public Span<float> Output => _wideOutput ?? _output.GetTensorMutableDataAsSpan<float>();

    /// <inheritdoc/>
    public void Run(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, _shape.Capacity);
        if (_wideInput is not null)
        {
            TensorPrimitives.ConvertToHalf(_wideInput, MemoryMarshal.Cast<Float16, Half>(_input.GetTensorMutableDataAsSpan<Float16>()));
        }

        using (_clock.Measure())
        {
            _binding.BindInput(_inputName, _input);
            _binding.SynchronizeBoundInputs();
            _session.RunWithBinding(_options, _binding);
            _binding.SynchronizeBoundOutputs();
        }

        if (_wideOutput is not null)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(_output.GetTensorDataAsSpan<Float16>()), _wideOutput);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _options.Dispose();
    }
}
