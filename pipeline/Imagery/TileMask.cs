namespace RasterFlow.Imagery;

/// <summary>
/// An internal mask (TIFF 6.0, NewSubfileType 4): an image of the same size that is 0 where pixels are not to be used. It may be cut into other
/// tiles than its image; a tile of it that is not stored hides all its pixels, as in GDAL.
/// Of a mask's tile only the bits over the wanted tiles of the image are kept: tiles of hostile files may be large, and lie over few pixels.
/// </summary>
internal sealed class TileMask
{
    /// <summary>More pixels than any read needs: 30,000 x 30,000, a block of 1024 pixels averaged from pixels of a thirtieth. Their bits are 128 MiB.</summary>
    private const long MaximumPixels = 1L << 30;

    private readonly CogLevel _level;
    private readonly CogLevel _mask;
    private readonly Dictionary<int, MaskBits> _bits = [];

    /// <summary>Prepares the mask of some tiles.</summary>
    /// <param name="file">The file for messages.</param>
    /// <param name="level">The image.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="imageTiles">The tiles of the image that will be read.</param>
    /// <exception cref="UnsupportedRasterException">So many tiles of the image, or so large ones of the mask, cannot be read at once.</exception>
    /// <exception cref="InvalidRasterException">A tile's place or length cannot be right.</exception>
    public TileMask(string file, CogLevel level, CogLevel mask, IEnumerable<int> imageTiles)
    {
        _level = level;
        _mask = mask;
        foreach (int tile in imageTiles)
        {
            _bits.TryAdd(PlaneIndexOf(tile), new MaskBits(level.WindowOf(tile)));
        }

        Tiles = TilesUnder(_bits.Values.Select(bits => bits.Window));
        long pixels = _bits.Values.Sum(bits => (long)bits.Window.Width * bits.Window.Height);
        long decoded = Tiles.Where(tile => TileRange.HasData(file, mask, tile)).Sum(tile => (long)mask.DecodedBytes(mask.RowsOf(mask.TileRowOf(tile))));
        bool fits = (pixels / 8) + level.DecodingBytes <= CogLevel.MaximumTileBytes && (pixels / 8) + mask.DecodingBytes <= CogLevel.MaximumTileBytes;
        if (pixels > MaximumPixels || decoded > MaximumPixels || !fits)
        {
            throw new UnsupportedRasterException(
                file, null, $"its mask has tiles of {decoded:N0} bytes over {pixels:N0} pixels that one read needs; at most {MaximumPixels:N0} are read at once, and less of very large tiles. Write the file with overviews and tiles of 512 x 512, for example: gdal_translate -of COG.");
        }
    }

    /// <summary>The mask's tiles that lie over tiles of the image.</summary>
    public IReadOnlyCollection<int> Tiles { get; }

    /// <summary>Keeps what is needed of a decoded tile of the mask. May run for several tiles at once.</summary>
    public void Keep(int tile, ReadOnlySpan<byte> samples)
    {
        PixelWindow window = _mask.WindowOf(tile);
        for (int row = window.Y / _level.TileHeight; (long)row * _level.TileHeight < window.Bottom; row++)
        {
            for (int column = window.X / _level.TileWidth; (long)column * _level.TileWidth < window.Right; column++)
            {
                if (_bits.TryGetValue(_level.TileIndex(column, row, 0), out MaskBits? bits))
                {
                    bits.Keep(window, samples, _mask.TileWidth);
                }
            }
        }
    }

    /// <summary>Clears the pixels of an image's tile that the mask hides.</summary>
    public void Apply(int tile, Span<byte> samples)
    {
        int pixel = _level.SamplesPerPixel * _level.SampleBytes;
        _bits[PlaneIndexOf(tile)].Apply(samples, _level.TileWidth * pixel, pixel);
    }

    /// <summary>Tiles of several bands lie over one tile of the mask.</summary>
    private int PlaneIndexOf(int tile) => tile % (_level.TilesAcross * _level.TilesDown);

    private HashSet<int> TilesUnder(IEnumerable<PixelWindow> windows)
    {
        HashSet<int> tiles = [];
        foreach (PixelWindow window in windows)
        {
            for (int row = window.Y / _mask.TileHeight; (long)row * _mask.TileHeight < window.Bottom; row++)
            {
                for (int column = window.X / _mask.TileWidth; (long)column * _mask.TileWidth < window.Right; column++)
                {
                    tiles.Add(_mask.TileIndex(column, row, 0));
                }
            }
        }

        return tiles;
    }
}
