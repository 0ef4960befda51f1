namespace RasterFlow.Imagery;

/// <summary>Where an image lies: its top left corner and the sides of a pixel, north up.</summary>
/// <param name="OriginX">Left edge in units of the CRS.</param>
/// <param name="OriginY">Top edge in units of the CRS.</param>
/// <param name="PixelWidth">Width of a pixel, positive.</param>
/// <param name="PixelHeight">Height of a pixel, positive (y falls with each row).</param>
public readonly record struct GeoPlacement(double OriginX, double OriginY, double PixelWidth, double PixelHeight);
