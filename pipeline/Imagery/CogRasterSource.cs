using System.Runtime.InteropServices;
using RasterFlow.Areas;
using static RasterFlow.Imagery.WarpReader;

namespace RasterFlow.Imagery;

/// <summary>A TIFF as a raster. Holds a header only; each read loads the tiles that its window touches, and no other.</summary>
public sealed class CogRasterSource : IRasterSource
{
    /// <summary>An overview may be this much coarser than the target: the sides of its pixels are rounded.</summary>
    private const double CoarserAllowed = 1.01;

    private const int Concurrency = 8;

    /// <summary>Pixels of a tile that are converted at a time (4 MB): those of large tiles would take as much again.</summary>
    private const int BandPixels = 2 << 20;

    /// <summary>Target pixels beside a tile that kernels take its pixels for.</summary>
    private const int KernelMargin = 4;

    private readonly CogFile _file;
    private readonly GeoPlacement _placement;
    private readonly TileFetcher _fetcher;
    private readonly NearestPlans _plans;

    /// <summary>Prepares a file for reading onto grids.</summary>
    /// <exception cref="UnsupportedRasterException">It is not placed north up in a supported CRS, or its samples are not whole numbers of up to 16 bits.</exception>
    public CogRasterSource(CogFile file)
        : this(file, null, null)
    {
    }

    /// <summary>Prepares a file for reading onto grids, sharing work with others.</summary>
    /// <param name="file">The file's header.</param>
    /// <param name="tiles">Keeps tiles that several reads want; null keeps none.</param>
    /// <param name="plans">Keeps plans that images on one grid share; null keeps none.</param>
    /// <exception cref="UnsupportedRasterException">It is not placed north up in a supported CRS, or its samples are not whole numbers of up to 16 bits.</exception>
    internal CogRasterSource(CogFile file, TileCache? tiles, NearestPlans? plans = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _fetcher = new TileFetcher(file, Concurrency, cache: tiles);
        _plans = plans ?? new NearestPlans();
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
    public int TileWidth => _file.Full.TileWidth;

    /// <inheritdoc/>
    public int TileHeight => _file.Full.TileHeight;

    /// <inheritdoc/>
    /// <exception cref="InvalidRasterException">The file is damaged.</exception>
    public async Task ReadAsync(RasterBand band, RasterGrid target, PixelWindow window, Resampling resampling, Memory<ushort> destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegative(band.Index, nameof(band));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(band.Index, BandCount, nameof(band));
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
        WarpScale scale = WarpScale.Of(Grid, target);
        CogLevel level = LevelFor(scale);
        LevelGrid source = LevelGrid.Of(_placement, _file.Full, level);
        bool sameCrs = target.Crs.Equals(Grid.Crs);
        TileUses uses = new(level, source, sameCrs ? null : new CrsTransform(Grid.Crs, target.Crs), target, window, resampling == Resampling.Nearest ? 0 : KernelMargin);
        TileLoader load = (tiles, taker, token) => LoadAsync(level, band, tiles, uses, taker, token);
        if (sameCrs && (resampling == Resampling.Nearest || source.IsAlignedWith(target)))
        {
            using SeparablePlan plan = new(level, source, target, window);
            await load(plan.Tiles, (part, samples) => plan.Copy(part, samples, destination.Span), cancellationToken);
            return;
        }

        if (resampling == Resampling.Nearest && _plans.Of(level, source, Grid.Crs, target, window) is { } runs)
        {
            await load(runs.Tiles, (part, samples) => runs.Copy(part, samples, destination.Span), cancellationToken);
            return;
        }

        WarpSampler sampler = WarpSampler.Of(resampling, source.PixelWidth / scale.Across, source.PixelHeight / scale.Down);
        WarpReader reader = new(level, source, new CrsTransform(target.Crs, Grid.Crs), target, sampler, load);
        await reader.ReadAsync(window, destination, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task LoadAsync(CogLevel level, RasterBand band, IEnumerable<(int Column, int Row)> tiles, TileUses uses, TileTaker taker, CancellationToken cancellationToken)
    {
        int sample = level.IsPlanar ? 0 : band.Index;
        int perBand = level.TilesAcross * level.TilesDown;
        return _fetcher.FetchAsync(
            level,
            tiles.Select(tile => level.TileIndex(tile.Column, tile.Row, band.Index)),
            uses,
            (tile, samples) =>
            {
                TileRows part = new(tile % perBand % level.TilesAcross, tile % perBand / level.TilesAcross, 0);
                if (band.NoData is null && SampleConverter.IsUInt16(level, _file.NoData))
                {
                    taker(part, MemoryMarshal.Cast<byte, ushort>(samples));
                    return;
                }

                int rows = level.RowsOf(part.Row);
                int step = Math.Clamp(BandPixels / level.TileWidth, 1, rows);
                using RentedBuffer<ushort> plane = new(level.TileWidth * step);
                for (int first = 0; first < rows; first += step)
                {
                    Span<ushort> converted = plane.Span[..(level.TileWidth * Math.Min(step, rows - first))];
                    SampleConverter.ToUInt16(level, samples[level.DecodedBytes(first)..], sample, _file.NoData, converted);
                    if (band.NoData is { } noData)
                    {
                        converted.Replace(noData, (ushort)0);
                    }

                    taker(part with { FirstRow = first }, converted);
                }
            },
            cancellationToken);
    }

    /// <summary>The coarsest level whose pixels are no larger than the target's.</summary>
    private CogLevel LevelFor(WarpScale scale)
    {
        double wanted = Math.Min(scale.Across, scale.Down) * CoarserAllowed;
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

    private static Crs CrsOf(CogFile file)
    {
        if (file.Epsg is not { } epsg)
        {
            throw Unsupported(file, $"the image names no reference system by EPSG code{(file.CrsProblem is { } problem ? $": {problem}" : string.Empty)}.");
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
