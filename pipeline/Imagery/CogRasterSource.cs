using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>A TIFF as a raster. Holds a header only; each read loads the tiles that its window touches, and no other.</summary>
public sealed class CogRasterSource : IRasterSource
{
    /// <summary>An overview may be this much coarser than the target: the sides of its pixels are rounded.</summary>
    private const double CoarserAllowed = 1.01;

    private const int Concurrency = 8;
    private readonly CogFile _file;
    private readonly GeoPlacement _placement;
    private readonly TileFetcher _fetcher;

    /// <summary>Prepares a file for reading onto grids.</summary>
    /// <exception cref="UnsupportedRasterException">It is not placed north up in a supported CRS, or its samples are not whole numbers of up to 16 bits.</exception>
    public CogRasterSource(CogFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _fetcher = new TileFetcher(file, Concurrency);
        _placement = file.Placement ?? throw Unsupported(file, $"the image cannot be placed on a map: {file.PlacementProblem}.");
        if (!SampleConverter.Supports(file.Full))
        {
            throw Unsupported(file, $"samples of {file.Full.BitsPerSample} bits ({file.Full.SampleFormat}) are not read as imagery; whole numbers of up to 16 bits are.");
        }

        if (Math.Abs(_placement.PixelWidth - _placement.PixelHeight) > 1e-6 * _placement.PixelWidth)
        {
            throw Unsupported(file, $"pixels are not square: {_placement.PixelWidth} x {_placement.PixelHeight}.");
        }

        Grid = new RasterGrid(CrsOf(file), _placement.OriginX, _placement.OriginY, _placement.PixelWidth, file.Full.Width, file.Full.Height);
    }

    /// <inheritdoc/>
    public RasterGrid Grid { get; }

    /// <inheritdoc/>
    public int BandCount => _file.Full.BandCount;

    /// <inheritdoc/>
    /// <exception cref="InvalidRasterException">The file is damaged.</exception>
    public async Task ReadAsync(int band, RasterGrid target, PixelWindow window, Resampling resampling, Memory<ushort> destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(band, BandCount);
        if (resampling != Resampling.Nearest)
        {
            throw new ArgumentOutOfRangeException(nameof(resampling), resampling, "Only nearest is supported.");
        }

        if (window.IsEmpty)
        {
            return;
        }

        if (destination.Length < window.Area)
        {
            throw new ArgumentException($"{destination.Length} values for a window of {window.Area}.", nameof(destination));
        }

        destination = destination[..window.Area];
        destination.Span.Clear();
        CrsTransform? toSource = target.Crs.Equals(Grid.Crs) ? null : new CrsTransform(target.Crs, Grid.Crs);
        CogLevel level = LevelFor(target, toSource);
        LevelGrid source = LevelGrid.Of(_placement, _file.Full, level);
        using SamplingPlan plan = toSource is null
            ? new SeparablePlan(level, source, target, window)
            : new WarpedPlan(level, source, toSource, target, window, cancellationToken);
        await CopyTilesAsync(level, band, plan, destination, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task CopyTilesAsync(CogLevel level, int band, SamplingPlan plan, Memory<ushort> destination, CancellationToken cancellationToken)
    {
        int sample = level.IsPlanar ? 0 : band;
        int perBand = level.TilesAcross * level.TilesDown;
        IEnumerable<int> tiles = plan.Tiles.Select(tile => level.TileIndex(tile.Column, tile.Row, band));
        await _fetcher.FetchAsync(
            level,
            tiles,
            (tile, samples) =>
            {
                int column = tile % perBand % level.TilesAcross;
                int row = tile % perBand / level.TilesAcross;
                using RentedBuffer<ushort> plane = new(level.TileWidth * level.RowsOf(row));
                SampleConverter.ToUInt16(level, samples, sample, _file.NoData, plane.Span);
                plan.Copy(column, row, plane.Span, destination.Span);
            },
            cancellationToken);
    }

    /// <summary>The coarsest level whose pixels are no larger than the target's.</summary>
    private CogLevel LevelFor(RasterGrid target, CrsTransform? toSource)
    {
        double wanted = PixelSizeInSource(target, toSource) * CoarserAllowed;
        CogLevel best = _file.Full;
        foreach (CogLevel level in _file.Levels)
        {
            LevelGrid grid = LevelGrid.Of(_placement, _file.Full, level);
            if (Math.Max(grid.PixelWidth, grid.PixelHeight) <= wanted)
            {
                best = level;
            }
        }

        return best;
    }

    private static double PixelSizeInSource(RasterGrid target, CrsTransform? toSource)
    {
        if (toSource is null)
        {
            return target.PixelSize;
        }

        // The grid's own centre, not the window's: every window of a grid must read the same level.
        double x = target.OriginX + (target.Width / 2 * target.PixelSize);
        double y = target.OriginY - (target.Height / 2 * target.PixelSize);
        (double ax, double ay) = toSource.Apply(x, y);
        (double bx, double by) = toSource.Apply(x + target.PixelSize, y);
        (double cx, double cy) = toSource.Apply(x, y - target.PixelSize);
        return Math.Min(double.Hypot(bx - ax, by - ay), double.Hypot(cx - ax, cy - ay));
    }

    private static Crs CrsOf(CogFile file)
    {
        if (file.Epsg is not { } epsg)
        {
            throw Unsupported(file, "the image names no reference system by EPSG code.");
        }

        try
        {
            return Crs.FromEpsg(epsg);
        }
        catch (NotSupportedException e)
        {
            throw new UnsupportedRasterException(file.Name, null, e.Message, e);
        }
    }

    private static UnsupportedRasterException Unsupported(CogFile file, string message) => new(file.Name, null, message);
}
