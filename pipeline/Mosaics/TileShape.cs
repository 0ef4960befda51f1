using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>How an image is cut into tiles, in pixels of a mosaic's grid.</summary>
/// <param name="Lines">A corner where tiles meet; null when the image's pixels are not the grid's, and no line of the grid follows its tiles.</param>
/// <param name="Width">Width of a tile, about.</param>
/// <param name="Height">Height of a tile, about.</param>
/// <param name="Bytes">What a decoded tile takes.</param>
internal readonly record struct TileShape((int X, int Y)? Lines, int Width, int Height, long Bytes)
{
    /// <summary>Strips: wide and low.</summary>
    private const int StripsAreWiderBy = 4;

    /// <summary>True when the image comes in strips of rows, so that what is read together should be wide rather than high.</summary>
    public bool AreStrips => Width > StripsAreWiderBy * (long)Height;

    /// <summary>What two neighbouring parts of a window touch at most, of each of some images: two columns of tiles, and of those one row where parts follow the tiles.</summary>
    public long BytesUnder(PixelWindow window, int images) => AreStrips ? 0 : images * Bytes * 2 * (Lines is null ? ((window.Height + Height - 1) / Height) + 1 : 1);

    /// <summary>The tiles of an image.</summary>
    public static TileShape Of(IRasterSource image, RasterGrid grid)
    {
        double scale = image.Grid.Crs.Equals(grid.Crs) ? image.Grid.PixelSize / grid.PixelSize : 1;
        (int width, int height) = (Scaled(image.TileWidth, scale), Scaled(image.TileHeight, scale));
        long bytes = (long)image.TileWidth * image.TileHeight * image.BandCount * sizeof(ushort);
        if (!image.Grid.Crs.Equals(grid.Crs) || image.Grid.PixelSize != grid.PixelSize)
        {
            return new TileShape(null, width, height, bytes);
        }

        double x = (image.Grid.OriginX - grid.OriginX) / grid.PixelSize;
        double y = (grid.OriginY - image.Grid.OriginY) / grid.PixelSize;
        return Math.Abs(x) < int.MaxValue / 2 && Math.Abs(y) < int.MaxValue / 2
            ? new TileShape(((int)Math.Round(x), (int)Math.Round(y)), width, height, bytes)
            : new TileShape(null, width, height, bytes);
    }

    private static int Scaled(int side, double scale) => (int)Math.Clamp(side * scale, 1, 1 << 30);
}
