using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>
/// How large a target pixel is in the source, measured at the middle of the image, so that every window and every neighbouring grid
/// of the same pixel size reads the same level with the same kernels.
/// </summary>
/// <param name="Across">Length of a target pixel's upper edge in units of the source's CRS.</param>
/// <param name="Down">Length of its left edge.</param>
internal readonly record struct WarpScale(double Across, double Down)
{
    public static WarpScale Of(RasterGrid source, RasterGrid target)
    {
        if (source.Crs.Equals(target.Crs))
        {
            return new WarpScale(target.PixelSize, target.PixelSize);
        }

        CrsTransform toSource = new(target.Crs, source.Crs);
        (double x, double y) = new CrsTransform(source.Crs, target.Crs).Apply(source.Bounds.Centre.X, source.Bounds.Centre.Y);
        (double ax, double ay) = toSource.Apply(x, y);
        (double bx, double by) = toSource.Apply(x + target.PixelSize, y);
        (double cx, double cy) = toSource.Apply(x, y - target.PixelSize);
        WarpScale scale = new(double.Hypot(bx - ax, by - ay), double.Hypot(cx - ax, cy - ay));

        // An image that the target's system cannot show at all: no pixel will be read, whatever the scale.
        return double.IsFinite(scale.Across) && double.IsFinite(scale.Down) ? scale : new WarpScale(source.PixelSize, source.PixelSize);
    }
}
