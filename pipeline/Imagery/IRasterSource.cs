namespace RasterFlow.Imagery;

/// <summary>An open image that can be read onto any grid.</summary>
public interface IRasterSource : IAsyncDisposable
{
    /// <summary>The image's own full-resolution grid.</summary>
    RasterGrid Grid { get; }

    /// <summary>Bands in the image.</summary>
    int BandCount { get; }

    /// <summary>Width of the tiles that are decoded whole, in pixels; the image's own when it is not tiled.</summary>
    int TileWidth => Grid.Width;

    /// <summary>Height of the tiles that are decoded whole, in pixels.</summary>
    int TileHeight => Grid.Height;

    /// <summary>
    /// Reads one band onto a window of a target grid, from the overview that fits its pixel size.
    /// </summary>
    /// <param name="band">The band.</param>
    /// <param name="target">The grid to read onto, in any CRS.</param>
    /// <param name="window">The part of <paramref name="target"/> to fill.</param>
    /// <param name="resampling">How values between source pixels are found.</param>
    /// <param name="destination">Filled with <c>window.Area</c> values, [y, x]. Pixels outside the image, or without data, become 0; resampling never mixes them in.</param>
    /// <param name="cancellationToken">Cancels requests and decoding.</param>
    Task ReadAsync(RasterBand band, RasterGrid target, PixelWindow window, Resampling resampling, Memory<ushort> destination, CancellationToken cancellationToken = default);
}

/// <summary>Opens images by address.</summary>
public interface IRasterOpener
{
    /// <summary>Opens an image (reads its header).</summary>
    Task<IRasterSource> OpenAsync(Uri href, CancellationToken cancellationToken = default);

    /// <summary>Says how many bytes of decoded tiles will be wanted several times, one read after the other.</summary>
    void Expect(long bytes)
    {
    }
}
