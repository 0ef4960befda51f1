using System.Collections.Concurrent;

namespace RasterFlow.Imagery;

/// <summary>
/// An internal mask (TIFF 6.0, NewSubfileType 4): an image of the same size that is 0 where pixels are not to be used. It may be cut into other
/// tiles than its image; a tile of it that is not stored hides all its pixels, as in GDAL.
/// </summary>
internal sealed class TileMask(CogLevel level, CogLevel mask) : IDisposable
{
    private readonly ConcurrentDictionary<int, RentedBuffer<byte>> _kept = [];

    /// <summary>The mask's tiles that lie over tiles of the image.</summary>
    public IReadOnlyCollection<int> TilesFor(IEnumerable<int> imageTiles)
    {
        HashSet<int> tiles = [];
        foreach (PixelWindow window in imageTiles.Select(level.WindowOf))
        {
            for (int row = window.Y / mask.TileHeight; (long)row * mask.TileHeight < window.Bottom; row++)
            {
                for (int column = window.X / mask.TileWidth; (long)column * mask.TileWidth < window.Right; column++)
                {
                    tiles.Add(mask.TileIndex(column, row, 0));
                }
            }
        }

        return tiles;
    }

    /// <summary>Keeps a decoded tile of the mask.</summary>
    public void Keep(int tile, ReadOnlySpan<byte> samples)
    {
        RentedBuffer<byte> copy = new(samples.Length);
        samples.CopyTo(copy.Span);
        _kept[tile] = copy;
    }

    /// <summary>Clears the pixels of an image's tile that the mask hides.</summary>
    public void Apply(int tile, Span<byte> samples)
    {
        PixelWindow window = level.WindowOf(tile);
        int pixel = level.SamplesPerPixel * level.SampleBytes;
        for (int y = window.Y; y < window.Bottom; y++)
        {
            Span<byte> row = samples.Slice((y - window.Y) * level.TileWidth * pixel, window.Width * pixel);
            for (int x = window.X; x < window.Right;)
            {
                int column = x / mask.TileWidth;
                int end = Math.Min(window.Right, (int)Math.Min(int.MaxValue, (column + 1L) * mask.TileWidth));
                ApplyRun(column, x, y, row.Slice((x - window.X) * pixel, (end - x) * pixel), pixel);
                x = end;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RentedBuffer<byte> samples in _kept.Values)
        {
            samples.Dispose();
        }
    }

    private void ApplyRun(int column, int x, int y, Span<byte> pixels, int pixel)
    {
        if (!_kept.TryGetValue(mask.TileIndex(column, y / mask.TileHeight, 0), out RentedBuffer<byte>? kept))
        {
            pixels.Clear();
            return;
        }

        ReadOnlySpan<byte> use = kept.Span[((y % mask.TileHeight * mask.TileWidth) + (x % mask.TileWidth))..];
        for (int i = 0; i < pixels.Length / pixel; i++)
        {
            if (use[i] == 0)
            {
                pixels.Slice(i * pixel, pixel).Clear();
            }
        }
    }
}
