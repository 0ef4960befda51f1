using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>
/// The endless grid of square patches that a model sees.
/// <para>
/// It is anchored to the mosaic's pixel (0, 0): patch (i, j) covers rows [i*S - clip, i*S - clip + patch) and the same in columns, where the
/// stride S is patch - 2*clip; its core, [i*S, (i + 1)*S), is the patch less <c>clip</c> pixels on each side. Cores tile the plane without gap or overlap.
/// </para>
/// <para>
/// Neither the block nor the shard size enters, so which patches cover a pixel, what each of them sees and in which order they are added up is a
/// function of the pixel's place in the mosaic alone. That is why a prediction has the same bits for every block size, and no seams.
/// </para>
/// </summary>
public sealed class PatchGrid
{
    /// <summary>Makes the grid.</summary>
    /// <exception cref="ArgumentException">The patch is empty, the clip is negative, or nothing of a patch is left after clipping.</exception>
    public PatchGrid(int patchSize, int clipSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(clipSize);
        if (2L * clipSize >= patchSize)
        {
            throw new ArgumentException($"A clip of {clipSize} on each side leaves nothing of a patch of {patchSize} pixels.", nameof(clipSize));
        }

        PatchSize = patchSize;
        ClipSize = clipSize;
    }

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; }

    /// <summary>Pixels between a patch's edge and its core.</summary>
    public int ClipSize { get; }

    /// <summary>Pixels from one patch to the next, and the side of a core.</summary>
    public int Stride => PatchSize - (2 * ClipSize);

    /// <summary>What a patch sees.</summary>
    public PixelWindow PatchWindow(PatchIndex patch) =>
        new((patch.Column * Stride) - ClipSize, (patch.Row * Stride) - ClipSize, PatchSize, PatchSize);

    /// <summary>The pixels that lie in no other patch's core.</summary>
    public PixelWindow CoreWindow(PatchIndex patch) => new(patch.Column * Stride, patch.Row * Stride, Stride, Stride);

    /// <summary>The part of a patch that counts in the merged picture: all of it, or its core.</summary>
    public PixelWindow ContributionWindow(PatchIndex patch, MergeMode mode) =>
        mode == MergeMode.Clip ? CoreWindow(patch) : PatchWindow(patch);

    /// <summary>The patches that count at any pixel of a window that is not empty, row by row.</summary>
    public IEnumerable<PatchIndex> PatchesFor(PixelWindow window, MergeMode mode)
    {
        (int firstRow, int lastRow) = RangeFor(window.Y, window.Bottom, mode);
        (int firstColumn, int lastColumn) = RangeFor(window.X, window.Right, mode);
        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                yield return new PatchIndex(row, column);
            }
        }
    }

    /// <summary>The window with its halo: all that the patches of <see cref="PatchesFor"/> see.</summary>
    public PixelWindow InputWindow(PixelWindow window, MergeMode mode)
    {
        (int firstRow, int lastRow) = RangeFor(window.Y, window.Bottom, mode);
        (int firstColumn, int lastColumn) = RangeFor(window.X, window.Right, mode);
        PixelWindow first = PatchWindow(new PatchIndex(firstRow, firstColumn));
        PixelWindow last = PatchWindow(new PatchIndex(lastRow, lastColumn));
        return new PixelWindow(first.X, first.Y, last.Right - first.X, last.Bottom - first.Y);
    }

    // Patch i counts on [i*S - reach, (i + 1)*S + reach), so at pixels p with floor((p - reach) / S) <= i <= floor((p + reach) / S).
    private (int First, int Last) RangeFor(int start, int end, MergeMode mode)
    {
        int reach = mode == MergeMode.Clip ? 0 : ClipSize;
        return (FloorDivide(start - reach, Stride), FloorDivide(end - 1 + reach, Stride));
    }

    private static int FloorDivide(int dividend, int divisor) =>
        (dividend / divisor) - (dividend < 0 && dividend % divisor != 0 ? 1 : 0);
}
