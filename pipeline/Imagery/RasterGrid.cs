using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>
/// A north-up grid of square pixels. Pixel (0, 0) is the top left one; its top left corner lies at (<paramref name="OriginX"/>, <paramref name="OriginY"/>);
/// y falls with each row.
/// </summary>
/// <param name="Crs">The reference system of the origin and of <paramref name="PixelSize"/>.</param>
/// <param name="OriginX">Left edge of the grid, in units of the CRS.</param>
/// <param name="OriginY">Top edge of the grid, in units of the CRS.</param>
/// <param name="PixelSize">Side of a pixel, in units of the CRS.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record RasterGrid(Crs Crs, double OriginX, double OriginY, double PixelSize, int Width, int Height)
{
    /// <summary>The whole grid as a window.</summary>
    public PixelWindow Window => new(0, 0, Width, Height);

    /// <summary>The grid's outer edges in units of the CRS.</summary>
    public Envelope Bounds => BoundsOf(Window);

    /// <summary>The outer edges of a window in units of the CRS.</summary>
    public Envelope BoundsOf(PixelWindow window) => new(
        OriginX + (window.X * PixelSize),
        OriginX + ((window.X + window.Width) * PixelSize),
        OriginY - ((window.Y + window.Height) * PixelSize),
        OriginY - (window.Y * PixelSize));

    /// <summary>The grid of one window of this grid.</summary>
    public RasterGrid Crop(PixelWindow window) => this with
    {
        OriginX = OriginX + (window.X * PixelSize),
        OriginY = OriginY - (window.Y * PixelSize),
        Width = window.Width,
        Height = window.Height,
    };
}
