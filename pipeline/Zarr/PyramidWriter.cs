using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr.Histograms;

namespace RasterFlow.Zarr;

/// <summary>
/// Writes the blocks of a store with all that follows from a block alone: its part of the first overview levels, and the counts of its values.
/// So nothing reads the store's pixels again for display. Safe for concurrent use; equal samples give equal objects.
/// </summary>
public sealed class PyramidWriter
{
    private readonly LevelPyramid _pyramid;
    private readonly RasterStoreWriter[] _levels;
    private readonly HistogramStore _histograms;

    private PyramidWriter(IObjectStore store, string root, LevelPyramid pyramid)
    {
        _pyramid = pyramid;
        _histograms = new HistogramStore(store, root, pyramid);
        _levels = [.. Enumerable.Range(0, pyramid.OwnLevels + 1).Select(level => RasterStoreWriter.Open(store, LevelPyramid.RootOf(root, level), pyramid.LayoutOf(level)))];
    }

    /// <summary>The store's shape and meaning.</summary>
    public RasterStoreLayout Layout => _pyramid.Layout;

    /// <summary>Opens a store for writing; its metadata is <see cref="RasterStoreWriter.CreateAsync"/>'s, that of the levels <see cref="MultiscaleBuilder.WriteMetadataAsync"/>'s.</summary>
    public static PyramidWriter Open(IObjectStore store, string root, RasterStoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(root);
        return new PyramidWriter(store, root, new LevelPyramid(layout));
    }

    /// <summary>True when a block, and with it all that follows from it, has been written.</summary>
    public Task<bool> BlockExistsAsync(BlockIndex block, CancellationToken cancellationToken = default) => _levels[0].BlockExistsAsync(block, cancellationToken);

    /// <summary>Writes a block's parts of the levels and its counts, then the block itself: a block that is there has all of them.</summary>
    /// <param name="block">Which block.</param>
    /// <param name="samples">[band, y, x] of the block's window.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">The type or the number of samples does not fit the block.</exception>
    public async Task WriteBlockAsync<T>(BlockIndex block, ReadOnlyMemory<T> samples, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        _levels[0].RequireSamples(block, samples);
        await _histograms.WriteAsync(block, samples, cancellationToken);
        RentedBuffer<T>? above = null;
        try
        {
            for (int level = 1; level < _levels.Length; level++)
            {
                RentedBuffer<T> half = Halve(level, block, above is null ? samples.Span : above.Span);
                above?.Dispose();
                above = half;
                await _levels[level].WriteBlockAsync<T>(block, half.Memory, cancellationToken);
            }
        }
        finally
        {
            above?.Dispose();
        }

        await _levels[0].WriteBlockAsync(block, samples, cancellationToken);
    }

    private RentedBuffer<T> Halve<T>(int level, BlockIndex block, ReadOnlySpan<T> above)
        where T : unmanaged
    {
        PixelWindow from = _levels[level - 1].Layout.WindowOf(block);
        PixelWindow to = _levels[level].Layout.WindowOf(block);
        RentedBuffer<T> half = new(Layout.Bands.Count * to.Area);
        for (int band = 0; band < Layout.Bands.Count; band++)
        {
            Downsampling.Halve(above.Slice(band * from.Area, from.Area), from.Width, half.Span.Slice(band * to.Area, to.Area), Layout.IsOfClasses);
        }

        return half;
    }
}
