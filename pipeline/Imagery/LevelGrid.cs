namespace RasterFlow.Imagery;

/// <summary>Where one level's pixels lie. All levels cover the same ground, so pixels of an overview need not be exactly square.</summary>
internal readonly record struct LevelGrid(double OriginX, double OriginY, double PixelWidth, double PixelHeight, int Width, int Height)
{
    /// <summary>
    /// A target pixel's centre may fall on the line between two source pixels: this share of a pixel decides for the right or lower one,
    /// whatever the rounding of coordinates.
    /// </summary>
    public const double Tie = 1e-6;

    public static LevelGrid Of(GeoPlacement placement, CogLevel full, CogLevel level) => new(
        placement.OriginX,
        placement.OriginY,
        placement.PixelWidth * full.Width / level.Width,
        placement.PixelHeight * full.Height / level.Height,
        level.Width,
        level.Height);

    /// <summary>The column that holds x, or -1.</summary>
    public int Column(double x) => Index(((x - OriginX) / PixelWidth) + Tie, Width);

    /// <summary>The row that holds y, or -1.</summary>
    public int Row(double y) => Index(((OriginY - y) / PixelHeight) + Tie, Height);

    /// <summary>True when every pixel of a grid of the same CRS is one of this level's, or lies beside all of them.</summary>
    public bool IsAlignedWith(RasterGrid target) =>
        Math.Abs(target.PixelSize - PixelWidth) * Width < Tie * PixelWidth
        && Math.Abs(target.PixelSize - PixelHeight) * Height < Tie * PixelHeight
        && IsWhole((target.OriginX - OriginX) / PixelWidth)
        && IsWhole((target.OriginY - OriginY) / PixelHeight);

    private static bool IsWhole(double pixels) => Math.Abs(pixels - Math.Round(pixels)) < Tie;

    private static int Index(double position, int count) => position >= 0 && position < count ? (int)position : -1;
}
