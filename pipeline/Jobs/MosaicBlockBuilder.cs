using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>
/// Makes blocks of a mosaic: composites and writes them, with their part of the overview levels when the job wants those. A block that is there is not made again;
/// one that is made again has the same bytes. Safe for concurrent use.
/// </summary>
/// <param name="plan">The job's plan.</param>
/// <param name="store">The outputs container.</param>
/// <param name="opener">Opens images.</param>
public sealed class MosaicBlockBuilder(JobPlan plan, IObjectStore store, IRasterOpener opener)
{
    private readonly SceneFailureLog _failures = new(store, plan.MosaicRoot);
    private readonly BlockCompositor _compositor = new(plan.Mosaic, opener);

    /// <summary>Makes the block at a place of <see cref="BlockOrder"/>.</summary>
    /// <exception cref="SceneReadException">An image cannot be read, and the plan says to fail.</exception>
    public async Task BuildAsync(int place, CancellationToken cancellationToken = default)
    {
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(plan.Mosaic);
        RasterStoreWriter writer = RasterStoreWriter.Open(store, plan.MosaicRoot, layout);
        int number = BlockOrder.BlockAt(place, layout.BlockRows, layout.BlockColumns);
        BlockIndex block = layout.BlockAt(number);
        if (await writer.BlockExistsAsync(block, cancellationToken))
        {
            return;
        }

        PixelWindow window = layout.WindowOf(block);
        int length = checked(window.Area * layout.Bands.Count);
        using RentedBuffer<ushort> buffer = new(length);
        Memory<ushort> samples = buffer.Memory;
        if (plan.Mosaic.OnSceneFailure == SceneFailure.Skip)
        {
            await CompositeWithoutFailuresAsync(number, block.Time, window, samples, cancellationToken);
        }
        else
        {
            await _compositor.CompositeAsync(block.Time, window, samples, cancellationToken);
        }

        await (plan.Multiscales
            ? PyramidWriter.Open(store, plan.MosaicRoot, layout).WriteBlockAsync<ushort>(block, samples, cancellationToken)
            : writer.WriteBlockAsync<ushort>(block, samples, cancellationToken));
    }

    /// <summary>Composites until every scene that is not left out can be read; a block that none is left for holds no data.</summary>
    private async Task CompositeWithoutFailuresAsync(int number, int time, PixelWindow window, Memory<ushort> samples, CancellationToken cancellationToken)
    {
        HashSet<string> without = [.. (await _failures.ReadAsync(number, cancellationToken)).Select(scene => scene.SceneId)];
        while (true)
        {
            try
            {
                await _compositor.CompositeAsync(time, window, samples, without, cancellationToken);
                return;
            }
            catch (SceneReadException e)
            {
                List<SceneReadException> failed = [.. e.Others.Prepend(e).DistinctBy(failure => failure.SceneId)];
                without.UnionWith(failed.Select(failure => failure.SceneId));

                await _failures.WriteAsync(failed.Select(failure => new LeftOutScene(number, failure.SceneId, failure.Message)), cancellationToken);
            }
        }
    }
}
