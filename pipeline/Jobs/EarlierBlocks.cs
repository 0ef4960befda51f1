using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>Blocks that earlier runs of the same mosaic made of all their scenes (<see cref="MosaicAddresses"/>).</summary>
/// <param name="roots">Root keys of their stores, the latest first.</param>
/// <param name="store">The outputs container.</param>
/// <param name="layout">The layout that all of them have.</param>
internal sealed class EarlierBlocks(IReadOnlyList<string> roots, IObjectStore store, RasterStoreLayout layout)
{
    /// <summary>Fills [band, y, x] of a block from the first store that has it whole; false when none does.</summary>
    /// <param name="block">The block.</param>
    /// <param name="number">Its number.</param>
    /// <param name="samples">Filled with its samples.</param>
    /// <param name="cancellationToken">Cancels requests.</param>
    public async Task<bool> TryReadAsync(BlockIndex block, int number, Memory<ushort> samples, CancellationToken cancellationToken)
    {
        foreach (string root in roots)
        {
            // In this order: what a block is made without is recorded before the block is there.
            if (!await RasterStoreWriter.Open(store, root, layout).BlockExistsAsync(block, cancellationToken)
                || (await new SceneFailureLog(store, root).ReadAsync(number, cancellationToken)).Count > 0)
            {
                continue;
            }

            PixelWindow window = layout.WindowOf(block);
            RasterStoreReader reader = RasterStoreReader.Open(store, root, layout);
            for (int band = 0; band < layout.Bands.Count; band++)
            {
                await reader.ReadAsync(block.Time, band, window, samples.Slice(band * window.Area, window.Area), cancellationToken);
            }

            return true;
        }

        return false;
    }
}
