namespace RasterFlow.Imagery;

/// <summary>
/// A rectangle of source pixels in memory, 0 = no data. It may reach beyond the image, and is 0 there, so that kernels need no bounds.
/// One more row and a few pixels before and after keep wide loads inside the buffer.
/// </summary>
internal sealed class WarpPlane : IDisposable
{
    /// <summary>Elements before the first pixel; they are 0, so that index 0 stands for "no pixel".</summary>
    public const int Lead = 8;

    private const int Tail = 8;
    private readonly RentedBuffer<ushort> _samples;

    /// <param name="region">The rectangle in pixels of the level.</param>
    /// <param name="imageWidth">Columns of the level.</param>
    /// <param name="imageHeight">Rows of the level.</param>
    public WarpPlane(PixelWindow region, int imageWidth, int imageHeight)
    {
        Region = region;
        ImageWidth = imageWidth;
        ImageHeight = imageHeight;
        _samples = new RentedBuffer<ushort>(checked(Lead + region.Area + region.Width + Tail));
        _samples.Span.Clear();
    }

    /// <summary>What is held.</summary>
    public PixelWindow Region { get; }

    /// <summary>Columns of the image.</summary>
    public int ImageWidth { get; }

    /// <summary>Rows of the image.</summary>
    public int ImageHeight { get; }

    /// <summary>All elements; pixel (x, y) of the image lies at <see cref="IndexOf"/>.</summary>
    public ReadOnlySpan<ushort> Samples => _samples.Span;

    /// <summary>Where a pixel lies in <see cref="Samples"/>.</summary>
    public int IndexOf(int x, int y) => Lead + ((y - Region.Y) * Region.Width) + (x - Region.X);

    /// <summary>Takes over what a tile shares with the rectangle. Different tiles may come at once.</summary>
    /// <param name="tile">The tile's pixels that lie in the image.</param>
    /// <param name="samples">The tile, [y, x].</param>
    /// <param name="stride">Columns of the tile.</param>
    public void Put(PixelWindow tile, ReadOnlySpan<ushort> samples, int stride)
    {
        PixelWindow shared = tile.Intersect(Region);
        for (int y = shared.Y; y < shared.Bottom; y++)
        {
            samples.Slice(((y - tile.Y) * stride) + shared.X - tile.X, shared.Width).CopyTo(_samples.Span[IndexOf(shared.X, y)..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _samples.Dispose();
}
