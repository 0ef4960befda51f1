using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Imagery;

/// <summary>
/// Sixteen pixels by Catmull and Rom's cubic, a = -0.5 (R. G. Keys, "Cubic convolution interpolation for digital image processing", IEEE ASSP 29, 1981);
/// where one of them has no data or lies outside the image, bilinear (GDAL 3.6, gdalwarpkernel.cpp, GWKCubicResample4Sample).
/// </summary>
internal sealed class CubicSampler : WarpSampler
{
    /// <inheritdoc/>
    public override int Radius => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Sample(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = IsInside(plane, xs[i], ys[i]) ? At(plane, xs[i], ys[i]) : (ushort)0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort At(WarpPlane plane, double x, double y)
    {
        double left = Math.Floor(x - 0.5);
        double top = Math.Floor(y - 0.5);
        int stride = plane.Region.Width;
        ReadOnlySpan<ushort> samples = plane.Samples[plane.IndexOf((int)left - 1, (int)top - 1)..];
        Vector128<int> row0 = Four(samples);
        Vector128<int> row1 = Four(samples[stride..]);
        Vector128<int> row2 = Four(samples[(2 * stride)..]);
        Vector128<int> row3 = Four(samples[(3 * stride)..]);
        if (Vector128.EqualsAny(Vector128.Min(Vector128.Min(row0, row1), Vector128.Min(row2, row3)), Vector128<int>.Zero))
        {
            return BilinearSampler.At(plane, x, y);
        }

        Vector128<float> down = Weights((float)(y - 0.5 - top));
        Vector128<float> column = (Vector128.ConvertToSingle(row0) * down[0])
            + (Vector128.ConvertToSingle(row1) * down[1])
            + (Vector128.ConvertToSingle(row2) * down[2])
            + (Vector128.ConvertToSingle(row3) * down[3]);
        return Round(Vector128.Sum(column * Weights((float)(x - 0.5 - left))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four(ReadOnlySpan<ushort> samples)
    {
        ulong packed = MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(samples[..4]));
        return Vector128.WidenLower(Vector128.CreateScalarUnsafe(packed).AsUInt16()).AsInt32();
    }

    /// <summary>Weights of the pixels at -1, 0, 1 and 2 for a position t beyond 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Weights(float t) =>
        Vector128.Create(0f, 1f, 0f, 0f)
        + (t * (Vector128.Create(-0.5f, 0f, 0.5f, 0f)
        + (t * (Vector128.Create(1f, -2.5f, 2f, -0.5f)
        + (t * Vector128.Create(-0.5f, 1.5f, -1.5f, 0.5f))))));
}
