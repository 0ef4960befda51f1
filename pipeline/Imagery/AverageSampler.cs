namespace RasterFlow.Imagery;

/// <summary>
/// The mean of the valid pixels under a target pixel, which is taken as the upright box between its two opposite corners in the source;
/// pixels at the box's edges count by their share (GDAL 3.6, gdalwarpkernel.cpp, GWKAverageOrMode).
/// </summary>
internal sealed class AverageSampler : WarpSampler
{
    /// <summary>A box that ends within this of a pixel's edge does not touch the next pixel (GDAL, same function).</summary>
    private const double Slack = 1e-10;

    /// <inheritdoc/>
    public override int Radius => 1;

    /// <inheritdoc/>
    public override void Fill(WarpCell cell, WarpPlane plane, Span<ushort> destination, PixelWindow window)
    {
        PixelWindow part = cell.Part;
        Span<double> corners = stackalloc double[4 * part.Width];
        Span<double> left = corners[..part.Width];
        Span<double> top = corners.Slice(part.Width, part.Width);
        Span<double> right = corners.Slice(2 * part.Width, part.Width);
        Span<double> bottom = corners[(3 * part.Width)..];
        for (int y = part.Y; y < part.Bottom; y++)
        {
            cell.Row(part.X, y, left, top);
            cell.Row(part.X + 1, y + 1, right, bottom);
            Span<ushort> values = destination.Slice(((y - window.Y) * window.Width) + part.X - window.X, part.Width);
            for (int x = 0; x < values.Length; x++)
            {
                values[x] = Mean(
                    plane,
                    Math.Min(left[x], right[x]),
                    Math.Min(top[x], bottom[x]),
                    Math.Max(left[x], right[x]),
                    Math.Max(top[x], bottom[x]));
            }
        }
    }

    /// <inheritdoc/>
    protected override void Sample(WarpPlane plane, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, Span<ushort> values) =>
        throw new NotSupportedException("An average needs the corners of each pixel.");

    private static ushort Mean(WarpPlane plane, double left, double top, double right, double bottom)
    {
        if (!(right > 0 && bottom > 0 && left < plane.ImageWidth && top < plane.ImageHeight))
        {
            return 0;
        }

        (int firstX, int endX) = Pixels(left, right, plane.ImageWidth);
        (int firstY, int endY) = Pixels(top, bottom, plane.ImageHeight);
        double sum = 0;
        double weight = 0;
        for (int y = firstY; y < endY; y++)
        {
            double weightY = Share(y, firstY, endY, top, bottom);
            ReadOnlySpan<ushort> row = plane.Samples.Slice(plane.IndexOf(firstX, y), endX - firstX);
            for (int i = 0; i < row.Length; i++)
            {
                double w = row[i] == 0 ? 0 : weightY * Share(firstX + i, firstX, endX, left, right);
                sum += w * row[i];
                weight += w;
            }
        }

        return weight > 0 ? (ushort)Math.Clamp((int)((sum / weight) + 0.5), 1, ushort.MaxValue) : (ushort)0;
    }

    private static (int First, int End) Pixels(double low, double high, int count)
    {
        int first = Math.Max((int)Math.Floor(low + Slack), 0);
        int end = Math.Min((int)Math.Ceiling(high - Slack), count);
        return (first, end <= first && first < count ? first + 1 : end);
    }

    private static double Share(int pixel, int first, int end, double low, double high) =>
        pixel == first
            ? first + 1 == end ? 1 : 1 - Math.Max(low - first, 0)
            : pixel + 1 == end ? 1 - Math.Max(end - high, 0) : 1;
}
