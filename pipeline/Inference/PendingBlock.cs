using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>A block whose patches are on their way through the model. See <see cref="PatchStream"/>.</summary>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "Its memory goes to who awaits Completion, or to the garbage collector (see Fail).")]
public sealed class PendingBlock
{
    private readonly InferenceJob _job;
    private readonly RentedBuffer<float> _merged;
    private readonly RentedBuffer<float> _weightSums;
    private readonly PatchMerger _merger;
    private readonly TaskCompletionSource<IMemoryOwner<float>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <param name="input">What the block is computed from; stays the caller's until <see cref="Completion"/> has ended.</param>
    /// <param name="job">The job.</param>
    /// <param name="grid">The patches' places.</param>
    /// <param name="patches">Patches to be merged.</param>
    internal PendingBlock(BlockInput input, InferenceJob job, PatchGrid grid, int patches)
    {
        (Input, _job, _waiting) = (input, job, patches);
        _merged = new RentedBuffer<float>(checked(job.Labels.Count * input.Window.Area));
        _weightSums = new RentedBuffer<float>(job.MergeMode == MergeMode.Clip ? 0 : input.Window.Area);
        _merger = new PatchMerger(grid, job.MergeMode, input.Window, job.Labels.Count, _merged.Memory, _weightSums.Memory);
    }

    internal BlockInput Input { get; }

    /// <summary>[band, y, x] of the block's window, float32, NaN = no data; the caller disposes it.</summary>
    public Task<IMemoryOwner<float>> Completion => _completion.Task;

    internal bool HasFailed => _completion.Task.IsFaulted;

    /// <summary>Turns a model's output for a patch, [label, y, x], into what is merged, in place. Safe for concurrent use.</summary>
    internal void Activate(Span<float> values)
    {
        if (_job.GivesProbabilities)
        {
            ClassProbabilities.FromLogits(values, _job.Labels.Count);
        }
    }

    /// <summary>Merges one patch; completes the block with its last.</summary>
    /// <param name="patch">Its place.</param>
    /// <param name="values">What <see cref="Activate"/> made of the model's output, [label, y, x].</param>
    internal void Merge(PatchIndex patch, ReadOnlySpan<float> values)
    {
        _merger.Add(patch, values);
        _waiting--;
        CompleteIfWhole();
    }

    /// <summary>Completes a block of which no patch is waited for.</summary>
    internal void CompleteIfWhole()
    {
        if (_waiting > 0)
        {
            return;
        }

        _merger.Complete();
        _weightSums.Dispose();
        if (_job.Output == PredictionOutput.Class)
        {
            CompleteClasses();
            return;
        }

        AddNoData(_merged.Span, _job.Labels.Count);
        _completion.TrySetResult(_merged);
    }

    /// <summary>
    /// Ends the block; patches of it that come later are to be ignored. Its memory is left to the garbage collector: another thread may still be
    /// merging an earlier patch into it, and must not write into what somebody else has rented by then.
    /// </summary>
    internal void Fail(Exception exception)
    {
        if (_completion.TrySetException(exception))
        {
            // Seen here, so that a caller who gave up waiting leaves no unobserved exception.
            _ = _completion.Task.Exception;
        }
    }

    private void CompleteClasses()
    {
        RentedBuffer<float> classes = new(Input.Window.Area);
        ClassProbabilities.MostLikely(_merged.Span, _job.Labels.Count, classes.Span);
        _merged.Dispose();
        AddNoData(classes.Span, 1);
        _completion.TrySetResult(classes);
    }

    private void AddNoData(Span<float> values, int bands)
    {
        for (int band = 0; band < bands; band++)
        {
            Span<float> plane = values.Slice(band * Input.Window.Area, Input.Window.Area);
            TensorPrimitives.Add(plane, Input.NoData, plane);
        }
    }
}
