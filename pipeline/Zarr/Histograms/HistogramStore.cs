using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Zarr.Histograms;

/// <summary>
/// The counts of a store's blocks while it is being made: one small object a block beside the store. Blocks of later overview levels carry the sum of what they
/// cover, so that the whole is added up in parallel and in bounded memory. Counts that are missing are made again from the pixels.
/// </summary>
internal sealed class HistogramStore(IObjectStore store, string root, LevelPyramid pyramid)
{
    private const int ConcurrentRequests = 16;

    /// <summary>Counts a block of the store and keeps the result.</summary>
    public async Task WriteAsync<T>(BlockIndex block, ReadOnlyMemory<T> samples, CancellationToken cancellationToken)
        where T : unmanaged =>
        await store.WriteAsync(KeyOf(0, block), Count(samples.Span), cancellationToken);

    /// <summary>Adds up what a block of a later level covers and keeps the result.</summary>
    public async Task MergeAsync(int level, BlockIndex block, CancellationToken cancellationToken) =>
        await store.WriteAsync(KeyOf(level, block), await MergedAsync(level, block, cancellationToken), cancellationToken);

    /// <summary>Deletes the counts that a block of a later level has taken over.</summary>
    public Task DeleteMergedAsync(int level, BlockIndex block, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            pyramid.ChildrenOf(level, block),
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrentRequests, CancellationToken = cancellationToken },
            async (child, token) => await store.DeleteAsync(KeyOf(pyramid.SourceOf(level), child), token));

    /// <summary>The counts of a time step over the whole store, by band.</summary>
    public async Task<BandCounts[]> TotalAsync(int time, CancellationToken cancellationToken)
    {
        int top = pyramid.LevelCount > pyramid.OwnLevels ? pyramid.LevelCount : 0;
        RasterStoreLayout layout = pyramid.LayoutOf(top);
        BandCounts[] total = NewCounts();
        for (int number = 0; number < layout.BlockRows * layout.BlockColumns; number++)
        {
            BlockIndex block = layout.BlockAt((time * layout.BlockRows * layout.BlockColumns) + number);
            Add(KeyOf(top, block), await GetAsync(top, block, cancellationToken), total);
        }

        return total;
    }

    private async Task<ReadOnlyMemory<byte>> GetAsync(int level, BlockIndex block, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(KeyOf(level, block), cancellationToken) is { } kept)
        {
            return kept;
        }

        RasterStoreWriter writer = RasterStoreWriter.Open(store, LevelPyramid.RootOf(root, level), pyramid.LayoutOf(level));
        if (!await writer.BlockExistsAsync(block, cancellationToken))
        {
            // What was never written is no data, and below a missing block of a level there is none.
            return default;
        }

        return level > 0 ? await MergedAsync(level, block, cancellationToken)
            : pyramid.Layout.SampleType == RasterSampleType.UInt16 ? await CountStoredAsync<ushort>(block, cancellationToken)
            : await CountStoredAsync<float>(block, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> MergedAsync(int level, BlockIndex block, CancellationToken cancellationToken)
    {
        BandCounts[] sum = NewCounts();
        int source = pyramid.SourceOf(level);
        foreach (BlockIndex[] children in pyramid.ChildrenOf(level, block).Chunk(ConcurrentRequests))
        {
            ReadOnlyMemory<byte>[] parts = await Task.WhenAll(children.Select(child => GetAsync(source, child, cancellationToken)));
            for (int i = 0; i < children.Length; i++)
            {
                Add(KeyOf(source, children[i]), parts[i], sum);
            }
        }

        CountsWriter writer = new();
        foreach (BandCounts band in sum)
        {
            writer.Add<long>(band.Bins, band.Least, band.Greatest);
        }

        return writer.Written;
    }

    private async Task<ReadOnlyMemory<byte>> CountStoredAsync<T>(BlockIndex block, CancellationToken cancellationToken)
        where T : unmanaged
    {
        PixelWindow window = pyramid.Layout.WindowOf(block);
        RasterStoreReader reader = RasterStoreReader.Open(store, root, pyramid.Layout);
        using RentedBuffer<T> samples = new(checked(pyramid.Layout.Bands.Count * window.Area));
        for (int band = 0; band < pyramid.Layout.Bands.Count; band++)
        {
            await reader.ReadAsync(block.Time, band, window, samples.Memory.Slice(band * window.Area, window.Area), cancellationToken);
        }

        return Count<T>(samples.Span);
    }

    /// <param name="samples">[band, y, x].</param>
    private ReadOnlyMemory<byte> Count<T>(ReadOnlySpan<T> samples)
        where T : unmanaged
    {
        int area = samples.Length / pyramid.Layout.Bands.Count;
        using RentedBuffer<int> bins = new(HistogramBins.Count);
        CountsWriter writer = new();
        for (int band = 0; band < pyramid.Layout.Bands.Count; band++)
        {
            bins.Span.Clear();
            (float least, float greatest) = HistogramBins.CountInto(samples.Slice(band * area, area), bins.Span);
            writer.Add<int>(bins.Span, least, greatest);
        }

        return writer.Written;
    }

    private void Add(string key, ReadOnlyMemory<byte> counts, BandCounts[] sum)
    {
        try
        {
            if (!counts.IsEmpty)
            {
                CountsReader.AddTo(counts.Span, sum);
            }
        }
        catch (InvalidDataException e)
        {
            throw new RasterStoreCorruptException(store.GetUri(key), e.Message, e);
        }
    }

    private BandCounts[] NewCounts() => [.. pyramid.Layout.Bands.Select(static _ => new BandCounts())];

    private string KeyOf(int level, BlockIndex block) =>
        FormattableString.Invariant($"{root.TrimEnd('/')}.histograms/{level}/{block.Time}/{block.Row}/{block.Column}");
}
