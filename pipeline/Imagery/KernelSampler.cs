namespace RasterFlow.Imagery;

/// <summary>
/// Bilinear and cubic where the target is coarser than the source: the kernel widens by the scale, so that no source pixel is skipped,
/// and weighs valid pixels alone (GDAL 3.6, gdalwarpkernel.cpp, GWKResample).
/// </summary>
internal sealed class KernelSampler(Func<double, double> kernel, int support, double scaleX, double scaleY) : WarpSampler
{
    /// <summary>From this scale on kernels keep their own width (GDAL 3.6, gdalwarpkernel.cpp, bUse4SamplesFormula).</summary>
    public const double OwnScale = 0.95;

    private const double LeastWeight = 0.000001;
    private readonly double _scaleX = Math.Min(scaleX, 1);
    private readonly double _scaleY = Math.Min(scaleY, 1);

    /// <inheritdoc/>
    public override int Radius => Math.Max(RadiusOf(_scaleX), RadiusOf(_scaleY)) + 1;

    /// <summary>Bilinear's kernel.</summary>
    public static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    /// <summary>Cubic's kernel, a = -0.5 (Keys 1981, eq. 15).</summary>
    public static double CatmullRom(double x)
    {
        double a = Math.Abs(x);
        return a <= 1 ? (((1.5 * a) - 2.5) * a * a) + 1 : a < 2 ? (((((-0.5 * a) + 2.5) * a) - 4) * a) + 2 : 0;
    }

    /// <inheritdoc/>
    protected override void Sample(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values)
    {
        Span<double> across = stackalloc double[2 * RadiusOf(_scaleX)];
        Span<double> down = stackalloc double[2 * RadiusOf(_scaleY)];
        for (int i = 0; i < values.Length; i++)
        {
            if (!IsInside(plane, xs[i], ys[i]) || NearestSampler.At(plane, xs[i], ys[i]) == 0)
            {
                values[i] = 0;
                continue;
            }

            int left = Weigh(xs[i], _scaleX, across);
            int top = Weigh(ys[i], _scaleY, down);
            values[i] = Sum(plane, left, top, across, down);
        }
    }

    private static ushort Sum(WarpPlane plane, int left, int top, ReadOnlySpan<double> across, ReadOnlySpan<double> down)
    {
        double sum = 0;
        double weight = 0;
        for (int y = 0; y < down.Length; y++)
        {
            ReadOnlySpan<ushort> row = plane.Samples.Slice(plane.IndexOf(left, top + y), across.Length);
            for (int x = 0; x < row.Length; x++)
            {
                double w = row[x] == 0 ? 0 : across[x] * down[y];
                sum += w * row[x];
                weight += w;
            }
        }

        return weight < LeastWeight ? (ushort)0 : (ushort)Math.Clamp(Math.Floor((sum / weight) + 0.5), 1, ushort.MaxValue);
    }

    private int RadiusOf(double scale) => (int)Math.Ceiling(support / scale);

    /// <summary>Weights of the pixels around a position; returns the first pixel.</summary>
    private int Weigh(double position, double scale, Span<double> weights)
    {
        double centre = position - 0.5;
        int first = (int)Math.Floor(centre) - (weights.Length / 2) + 1;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = kernel((first + i - centre) * scale);
        }

        return first;
    }
}
