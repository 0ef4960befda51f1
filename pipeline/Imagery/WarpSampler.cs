using System.Numerics;

namespace RasterFlow.Imagery;

/// <summary>Takes values between source pixels. Called for runs of up to 128 pixels of one row; a value depends on its own position and the source alone.</summary>
internal abstract class WarpSampler
{
    /// <summary>Source pixels around a position that may count, to each side.</summary>
    public abstract int Radius { get; }

    /// <summary>The sampler of a method.</summary>
    /// <param name="resampling">The method.</param>
    /// <param name="scaleX">Target pixels a source pixel across; below <see cref="KernelSampler.OwnScale"/> kernels widen.</param>
    /// <param name="scaleY">Target pixels a source pixel down.</param>
    public static WarpSampler Of(Resampling resampling, double scaleX, double scaleY)
    {
        bool widened = scaleX < KernelSampler.OwnScale || scaleY < KernelSampler.OwnScale;
        return resampling switch
        {
            Resampling.Nearest => new NearestSampler(),
            Resampling.Bilinear => widened ? new KernelSampler(KernelSampler.Triangle, 1, scaleX, scaleY) : new BilinearSampler(),
            Resampling.Cubic => widened ? new KernelSampler(KernelSampler.CatmullRom, 2, scaleX, scaleY) : new CubicSampler(),
            Resampling.Average => new AverageSampler(),
            _ => throw new ArgumentOutOfRangeException(nameof(resampling), resampling, "Not a resampling method."),
        };
    }

    /// <summary>Fills the part of the window that a cell covers.</summary>
    /// <param name="cell">Where its pixels lie in the source.</param>
    /// <param name="plane">The source around them.</param>
    /// <param name="destination">The window, [y, x].</param>
    /// <param name="window">Where the window lies in the target grid.</param>
    public virtual void Fill(WarpCell cell, WarpPlane plane, Span<ushort> destination, PixelWindow window)
    {
        PixelWindow part = cell.Part;
        Span<double> xs = stackalloc double[part.Width];
        Span<double> ys = stackalloc double[part.Width];
        for (int y = part.Y; y < part.Bottom; y++)
        {
            cell.Row(part.X + 0.5, y + 0.5, xs, ys);
            Sample(plane, xs, ys, destination.Slice(((y - window.Y) * window.Width) + part.X - window.X, part.Width));
        }
    }

    /// <summary>One value a position; 0 where the position lies outside the image or no pixel around it has data.</summary>
    protected abstract void Sample(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values);

    /// <summary>True for a position on one of the image's pixels.</summary>
    protected static bool IsInside(WarpPlane plane, double x, double y) =>
        x >= -LevelGrid.Tie && y >= -LevelGrid.Tie && x < plane.ImageWidth - LevelGrid.Tie && y < plane.ImageHeight - LevelGrid.Tie;

    /// <summary>Rounds half up, as GDAL does; valid stays valid.</summary>
    protected static ushort Round(float value) => (ushort)Math.Clamp((int)(value + 0.5f), 1, ushort.MaxValue);
}
