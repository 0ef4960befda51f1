using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// A batch on a device with memory of its own. When that runs out, the patches go through in calls of half the size, down to single ones, and so do those
/// of the model's later batches. Kernels are chosen by shape, so the last bits of smaller calls may differ; the alternative is no result.
/// </summary>
internal sealed class HalvingBatch : IModelBatch
{
    private readonly BatchShape _shape;
    private readonly string _device;
    private readonly BatchLimit _limit;
    private readonly Func<BatchShape, IModelBatch> _create;
    private readonly IModelBatch _whole;
    private IModelBatch? _part;
    private int _partSize;

    /// <param name="shape">The shape of the whole batch.</param>
    /// <param name="device">The device's name in error texts.</param>
    /// <param name="limit">Shared by all batches of the model.</param>
    /// <param name="create">Makes a batch of the model that takes calls of exactly its capacity.</param>
    /// <exception cref="DeviceFaultException">There is no memory for the batch.</exception>
    public HalvingBatch(BatchShape shape, string device, BatchLimit limit, Func<BatchShape, IModelBatch> create)
    {
        (_shape, _device, _limit, _create) = (shape, device, limit, create);
        try
        {
            _whole = create(shape);
        }
        catch (Exception e) when (DeviceFaults.IsOfDevice(e))
        {
            throw new DeviceFaultException(device, $"could not make room for {shape.Capacity} patches", e);
        }
    }

    /// <inheritdoc/>
    public Span<float> Input => _whole.Input;

    /// <inheritdoc/>
    public Span<float> Output => _whole.Output;

    /// <inheritdoc/>
    /// <exception cref="DeviceFaultException">The device failed; for lack of memory only where even the smallest call has too little.</exception>
    public void Run(int count)
    {
        while (true)
        {
            int size = Math.Min(_limit.Patches, _shape.Capacity);
            try
            {
                RunIn(size, count);
                return;
            }
            catch (Exception e) when (DeviceFaults.IsOfDevice(e))
            {
                if (!DeviceFaults.IsOutOfMemory(e) || !_limit.Sink(size))
                {
                    throw new DeviceFaultException(_device, $"failed in a call of {size} patches", e);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _part?.Dispose();
        _whole.Dispose();
    }

    private void RunIn(int size, int count)
    {
        if (size == _shape.Capacity)
        {
            _whole.Run(count);
            return;
        }

        IModelBatch part = PartOf(size);
        for (int first = 0; first < count; first += size)
        {
            int patches = Math.Min(size, count - first);
            _whole.Input.Slice(first * _shape.InputLength, patches * _shape.InputLength).CopyTo(part.Input);

            // Places past the last patch are computed and ignored: as zeros, for an earlier patch there may be one that the model cannot do.
            part.Input[(patches * _shape.InputLength)..].Clear();
            part.Run(size);
            part.Output[..(patches * _shape.OutputLength)].CopyTo(_whole.Output[(first * _shape.OutputLength)..]);
        }
    }

    private IModelBatch PartOf(int size)
    {
        if (_part is null || _partSize != size)
        {
            _part?.Dispose();
            _part = null;
            _part = _create(_shape with { Capacity = size });
            _partSize = size;
        }

        return _part;
    }
}
