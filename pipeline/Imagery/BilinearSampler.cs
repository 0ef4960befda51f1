using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RasterFlow.Imagery;

/// <summary>The four pixels around a position, those with data weighed by distance; none where the nearest has no data (GDAL 3.6, gdalwarpkernel.cpp, GWKBilinearResample4Sample).</summary>
internal sealed class BilinearSampler : WarpSampler
{
    /// <summary>Below this sum of weights there is no value (GDAL, same function).</summary>
    private const float LeastWeight = 0.00001f;

    /// <summary>From here on the way between two centres leads onto the second pixel.</summary>
    private const float OntoNext = 0.5f - (float)LevelGrid.Tie;

    /// <inheritdoc/>
    public override int Radius => 1;

    /// <summary>The value at a position inside the image.</summary>
    public static ushort At(WarpPlane plane, double x, double y)
    {
        double left = Math.Floor(x - 0.5);
        double top = Math.Floor(y - 0.5);
        float fx = (float)(x - 0.5 - left);
        float fy = (float)(y - 0.5 - top);
        int index = plane.IndexOf((int)left, (int)top);
        ReadOnlySpan<ushort> upper = plane.Samples.Slice(index, 2);
        ReadOnlySpan<ushort> lower = plane.Samples.Slice(index + plane.Region.Width, 2);
        float w00 = upper[0] == 0 ? 0 : (1 - fx) * (1 - fy);
        float w01 = upper[1] == 0 ? 0 : fx * (1 - fy);
        float w10 = lower[0] == 0 ? 0 : (1 - fx) * fy;
        float w11 = lower[1] == 0 ? 0 : fx * fy;
        float weight = w00 + w01 + (w10 + w11);
        float sum = (upper[0] * w00) + (upper[1] * w01) + ((lower[0] * w10) + (lower[1] * w11));
        ReadOnlySpan<ushort> nearest = fy >= OntoNext ? lower : upper;
        return weight < LeastWeight || nearest[fx >= OntoNext ? 1 : 0] == 0 ? (ushort)0 : Round(sum / weight);
    }

    /// <inheritdoc/>
    protected override void Sample(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values)
    {
        int i = Avx2.IsSupported ? SampleWide(plane, xs, ys, values) : 0;
        for (; i < values.Length; i++)
        {
            values[i] = IsInside(plane, xs[i], ys[i]) ? At(plane, xs[i], ys[i]) : (ushort)0;
        }
    }

    /// <summary>Eight positions at a time: the same operations in the same order as <see cref="At"/>. Returns how many are done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int SampleWide(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values)
    {
        int i = 0;
        fixed (ushort* samples = &MemoryMarshal.GetReference(plane.Samples))
        {
            for (; i + 8 <= values.Length; i += 8)
            {
                (Vector128<int> indexLow, Vector128<float> fxLow, Vector128<float> fyLow) = Place(plane, xs.Slice(i, 4), ys.Slice(i, 4));
                (Vector128<int> indexHigh, Vector128<float> fxHigh, Vector128<float> fyHigh) = Place(plane, xs.Slice(i + 4, 4), ys.Slice(i + 4, 4));
                Vector256<int> index = Vector256.Create(indexLow, indexHigh);

                // One load of 32 bits takes a pixel and its right neighbour.
                Vector256<int> upper = Avx2.GatherVector256((int*)samples, index, 2);
                Vector256<int> lower = Avx2.GatherVector256((int*)(samples + plane.Region.Width), index, 2);
                Vector256<int> result = Blend(upper, lower, Vector256.Create(fxLow, fxHigh), Vector256.Create(fyLow, fyHigh));
                result = Vector256.ConditionalSelect(Vector256.Equals(index, Vector256<int>.Zero), Vector256<int>.Zero, result);
                Vector128.Narrow(result.GetLower().AsUInt32(), result.GetUpper().AsUInt32()).CopyTo(values[i..]);
            }
        }

        return i;
    }

    /// <summary>Index of the upper left pixel (0 outside the image) and the way from its centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<int> Index, Vector128<float> Fx, Vector128<float> Fy) Place(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        Vector256<double> x = Vector256.Create(xs);
        Vector256<double> y = Vector256.Create(ys);
        Vector256<double> low = Vector256.Create(-LevelGrid.Tie);
        Vector256<double> inside = Vector256.GreaterThanOrEqual(x, low)
            & Vector256.GreaterThanOrEqual(y, low)
            & Vector256.LessThan(x, Vector256.Create(plane.ImageWidth - LevelGrid.Tie))
            & Vector256.LessThan(y, Vector256.Create(plane.ImageHeight - LevelGrid.Tie));
        x -= Vector256.Create(0.5);
        y -= Vector256.Create(0.5);
        Vector256<double> left = Vector256.Floor(x);
        Vector256<double> top = Vector256.Floor(y);
        Vector256<double> index = (top * Vector256.Create((double)plane.Region.Width)) + left + Vector256.Create((double)plane.IndexOf(0, 0));
        return (
            Avx.ConvertToVector128Int32WithTruncation(index & inside),
            Avx.ConvertToVector128Single(x - left),
            Avx.ConvertToVector128Single(y - top));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Blend(Vector256<int> upper, Vector256<int> lower, Vector256<float> fx, Vector256<float> fy)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<int> low16 = Vector256.Create(0xFFFF);
        Vector256<float> p00 = Vector256.ConvertToSingle(upper & low16);
        Vector256<float> p01 = Vector256.ConvertToSingle(Vector256.ShiftRightLogical(upper, 16));
        Vector256<float> p10 = Vector256.ConvertToSingle(lower & low16);
        Vector256<float> p11 = Vector256.ConvertToSingle(Vector256.ShiftRightLogical(lower, 16));
        Vector256<float> w00 = (one - fx) * (one - fy) & ~Vector256.Equals(p00, Vector256<float>.Zero);
        Vector256<float> w01 = fx * (one - fy) & ~Vector256.Equals(p01, Vector256<float>.Zero);
        Vector256<float> w10 = (one - fx) * fy & ~Vector256.Equals(p10, Vector256<float>.Zero);
        Vector256<float> w11 = fx * fy & ~Vector256.Equals(p11, Vector256<float>.Zero);
        Vector256<float> weight = w00 + w01 + (w10 + w11);
        Vector256<float> sum = (p00 * w00) + (p01 * w01) + ((p10 * w10) + (p11 * w11));
        Vector256<int> rounded = Avx.ConvertToVector256Int32WithTruncation((sum / weight) + Vector256.Create(0.5f));
        rounded = Vector256.Min(Vector256.Max(rounded, Vector256<int>.One), low16);
        Vector256<float> onto = Vector256.GreaterThanOrEqual(fx, Vector256.Create(OntoNext));
        Vector256<float> nearest = Vector256.ConditionalSelect(
            Vector256.GreaterThanOrEqual(fy, Vector256.Create(OntoNext)),
            Vector256.ConditionalSelect(onto, p11, p10),
            Vector256.ConditionalSelect(onto, p01, p00));
        Vector256<float> none = Vector256.LessThan(weight, Vector256.Create(LeastWeight)) | Vector256.Equals(nearest, Vector256<float>.Zero);
        return rounded & ~none.AsInt32();
    }
}
