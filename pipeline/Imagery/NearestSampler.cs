using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Imagery;

/// <summary>The pixel that holds the position.</summary>
internal sealed class NearestSampler : WarpSampler
{
    /// <inheritdoc/>
    public override int Radius => 0;

    /// <summary>The value at a position inside the image.</summary>
    public static ushort At(WarpPlane plane, double x, double y) => plane.Samples[Index(plane, x, y)];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Sample(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values)
    {
        Span<int> indices = stackalloc int[xs.Length];
        Indices(plane, xs, ys, indices);
        ReadOnlySpan<ushort> samples = plane.Samples;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = samples[indices[i]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Indices(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<int> indices)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            int first = plane.IndexOf(0, 0);
            Vector256<double> tie = Vector256.Create(LevelGrid.Tie);
            for (; i + 4 <= xs.Length; i += 4)
            {
                Vector256<double> x = Vector256.Floor(Vector256.Create(xs.Slice(i, 4)) + tie);
                Vector256<double> y = Vector256.Floor(Vector256.Create(ys.Slice(i, 4)) + tie);
                Vector256<double> inside = Vector256.GreaterThanOrEqual(x, Vector256<double>.Zero)
                    & Vector256.GreaterThanOrEqual(y, Vector256<double>.Zero)
                    & Vector256.LessThan(x, Vector256.Create((double)plane.ImageWidth))
                    & Vector256.LessThan(y, Vector256.Create((double)plane.ImageHeight));

                // Whole numbers below 2^53: exact in double.
                Vector256<double> index = (y * Vector256.Create((double)plane.Region.Width)) + x + Vector256.Create((double)first);
                Vector128<int> whole = Narrow(index & inside);
                whole.CopyTo(indices[i..]);
            }
        }

        for (; i < xs.Length; i++)
        {
            indices[i] = IsInside(plane, xs[i], ys[i]) ? Index(plane, xs[i], ys[i]) : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Index(WarpPlane plane, double x, double y) =>
        plane.IndexOf((int)Math.Floor(x + LevelGrid.Tie), (int)Math.Floor(y + LevelGrid.Tie));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Narrow(Vector256<double> whole) => System.Runtime.Intrinsics.X86.Avx.IsSupported
        ? System.Runtime.Intrinsics.X86.Avx.ConvertToVector128Int32WithTruncation(whole)
        : Vector128.Narrow(Vector128.ConvertToInt64(whole.GetLower()), Vector128.ConvertToInt64(whole.GetUpper()));
}
