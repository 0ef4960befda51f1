using System.Numerics.Tensors;
using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>
/// Merges model outputs of overlapping patches into one window, [label, y, x].
/// <para>
/// Patches must be added in the order of <see cref="PatchGrid.PatchesFor"/> (row by row). The terms of a pixel's sum then always come in the same
/// order, and float addition, which is not associative, gives the same bits whatever the window.
/// </para>
/// </summary>
internal sealed class PatchMerger
{
    private readonly PatchGrid _grid;
    private readonly MergeMode _mode;
    private readonly PixelWindow _window;
    private readonly int _labels;
    private readonly Memory<float> _merged;
    private readonly Memory<float> _weightSums;
    private readonly float[] _weights;

    /// <param name="grid">The patches' places.</param>
    /// <param name="mode">How they are merged.</param>
    /// <param name="window">The window to fill.</param>
    /// <param name="labels">Values at a pixel.</param>
    /// <param name="merged">[label, y, x] of the window; cleared here.</param>
    /// <param name="weightSums">[y, x] of the window; cleared here; not used (may be empty) for <see cref="MergeMode.Clip"/>.</param>
    public PatchMerger(PatchGrid grid, MergeMode mode, PixelWindow window, int labels, Memory<float> merged, Memory<float> weightSums)
    {
        (_grid, _mode, _window, _labels, _merged, _weightSums) = (grid, mode, window, labels, merged, weightSums);
        merged.Span.Clear();
        weightSums.Span.Clear();
        _weights = mode == MergeMode.Clip ? [] : Weights(grid.PatchSize);
    }

    /// <summary>
    /// The weight of each pixel of a patch, [y, x]: the product of the distances to the nearer vertical and the nearer horizontal edge, where an
    /// outermost pixel is one pixel from the edge. Every weight is greater than 0, so every pixel with a patch has a value.
    /// </summary>
    internal static float[] Weights(int patchSize)
    {
        float[] line = new float[patchSize];
        for (int i = 0; i < patchSize; i++)
        {
            line[i] = Math.Min(i + 1, patchSize - i);
        }

        float[] weights = new float[patchSize * patchSize];
        for (int y = 0; y < patchSize; y++)
        {
            TensorPrimitives.Multiply(line, line[y], weights.AsSpan(y * patchSize, patchSize));
        }

        return weights;
    }

    /// <summary>Adds a patch.</summary>
    /// <param name="patch">Its place.</param>
    /// <param name="values">[label, y, x] of the whole patch.</param>
    public void Add(PatchIndex patch, ReadOnlySpan<float> values)
    {
        PixelWindow source = _grid.PatchWindow(patch);
        PixelWindow part = _grid.ContributionWindow(patch, _mode).Intersect(_window);
        Span<float> merged = _merged.Span;
        for (int y = part.Y; y < part.Bottom; y++)
        {
            int from = ((y - source.Y) * source.Width) + part.X - source.X;
            int to = ((y - _window.Y) * _window.Width) + part.X - _window.X;
            for (int label = 0; label < _labels; label++)
            {
                ReadOnlySpan<float> row = values.Slice((label * source.Area) + from, part.Width);
                Span<float> target = merged.Slice((label * _window.Area) + to, part.Width);
                AddRow(row, from, target);
            }

            if (_mode == MergeMode.WeightedAverage)
            {
                Span<float> sums = _weightSums.Span.Slice(to, part.Width);
                TensorPrimitives.Add(sums, _weights.AsSpan(from, part.Width), sums);
            }
        }
    }

    /// <summary>
    /// Ends the merge: weighted sums become means. A mean of values in [0, 1] stays in [0, 1]: rounding is monotone, and the sum of the weights is
    /// rounded at the same places as the weighted sum.
    /// </summary>
    public void Complete()
    {
        for (int label = 0; label < _labels && _mode == MergeMode.WeightedAverage; label++)
        {
            Span<float> plane = _merged.Span.Slice(label * _window.Area, _window.Area);
            TensorPrimitives.Divide(plane, _weightSums.Span, plane);
        }
    }

    private void AddRow(ReadOnlySpan<float> row, int weightOffset, Span<float> target)
    {
        if (_mode == MergeMode.Clip)
        {
            row.CopyTo(target);
        }
        else
        {
            TensorPrimitives.MultiplyAdd(row, _weights.AsSpan(weightOffset, row.Length), target, target);
        }
    }
}
