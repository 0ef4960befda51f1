using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>
/// Makes blocks of a mosaic: composites and writes them, with their part of the overview levels when the job wants those. A block that is there is not made again, nor one that an
/// earlier run of the same mosaic has made of all its scenes; one that is made again has the same bytes. Safe for concurrent use.
/// </summary>
/// <param name="plan">The job's plan.</param>
/// <param name="store">The outputs container.</param>
/// <param name="opener">Opens images.</param>
public sealed class MosaicBlockBuilder(JobPlan plan, IObjectStore store, IRasterOpener opener)
{
    private const string Advice = "What is done is kept. Start the job again when the image can be read, or with \"on_scene_failure\": \"skip\" to leave such scenes out of the blocks that miss; only those are made then.";

    /// <summary>Runs composited at once in a process: each takes some 200 MB, whatever the number of activities that a host starts.</summary>
    private static readonly SemaphoreSlim Compositing = new(Math.Max(2, Environment.ProcessorCount));

    private readonly RasterStoreLayout _layout = RasterStoreLayouts.ForMosaic(plan.Mosaic);
    private readonly SceneFailureLog _failures = new(store, plan.MosaicRoot);
    private readonly BlockCompositor _compositor = new(plan.Mosaic, opener);

    /// <summary>Makes the blocks of a run (<see cref="BlockRuns"/>).</summary>
    /// <exception cref="SceneReadException">An image cannot be read, and the plan says to fail; the run's other blocks are made.</exception>
    public async Task BuildAsync(int run, CancellationToken cancellationToken = default)
    {
        await Compositing.WaitAsync(cancellationToken);
        try
        {
            List<BlockIndex> missing = [];
            foreach (BlockIndex block in BlockRuns.At(_layout, run))
            {
                if (!await Writer.BlockExistsAsync(block, cancellationToken) && !await TakeAsync(block, cancellationToken))
                {
                    missing.Add(block);
                }
            }

            await CompositeAsync(missing, cancellationToken);
        }
        finally
        {
            Compositing.Release();
        }
    }

    private RasterStoreWriter Writer => RasterStoreWriter.Open(store, plan.MosaicRoot, _layout);

    private async Task<bool> TakeAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        if (plan.EarlierMosaics.Count == 0)
        {
            return false;
        }

        using RentedBuffer<ushort> samples = Rent(_layout.WindowOf(block));
        if (!await new EarlierBlocks(plan.EarlierMosaics, store, _layout).TryReadAsync(block, NumberOf(block), samples.Memory, cancellationToken))
        {
            return false;
        }

        await WriteAsync(block, samples.Memory, cancellationToken);
        return true;
    }

    /// <summary>Composites neighbours together, and one by one where a scene cannot be read: it may touch only some of them.</summary>
    private async Task CompositeAsync(List<BlockIndex> missing, CancellationToken cancellationToken)
    {
        SceneReadException? failure = null;
        foreach (IReadOnlyList<BlockIndex> group in BlockRuns.SideBySide(missing))
        {
            if (await TryTogetherAsync(group, cancellationToken))
            {
                continue;
            }

            foreach (BlockIndex block in group)
            {
                try
                {
                    await CompositeOneAsync(block, cancellationToken);
                }
                catch (SceneReadException e)
                {
                    failure ??= e.WithAdvice(Advice);
                }
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private async Task<bool> TryTogetherAsync(IReadOnlyList<BlockIndex> group, CancellationToken cancellationToken)
    {
        if (group.Count == 1)
        {
            return false;
        }

        PixelWindow first = _layout.WindowOf(group[0]);
        PixelWindow window = first with { Width = _layout.WindowOf(group[^1]).Right - first.X };
        using RentedBuffer<ushort> samples = Rent(window);
        try
        {
            await _compositor.CompositeAsync(group[0].Time, window, samples.Memory, cancellationToken);
        }
        catch (SceneReadException)
        {
            return false;
        }

        foreach (BlockIndex block in group)
        {
            PixelWindow part = _layout.WindowOf(block);
            using RentedBuffer<ushort> own = Rent(part);
            Cut(samples.Span, window, part, own.Span);
            await WriteAsync(block, own.Memory, cancellationToken);
        }

        return true;
    }

    private async Task CompositeOneAsync(BlockIndex block, CancellationToken cancellationToken)
    {
        PixelWindow window = _layout.WindowOf(block);
        using RentedBuffer<ushort> samples = Rent(window);
        if (plan.Mosaic.OnSceneFailure == SceneFailure.Fail)
        {
            await _compositor.CompositeAsync(block.Time, window, samples.Memory, cancellationToken);
        }
        else if (await CompositeWithoutFailuresAsync(block, samples.Memory, cancellationToken) && await Writer.BlockExistsAsync(block, cancellationToken))
        {
            // Another run has made it meanwhile, perhaps of all its scenes.
            return;
        }

        await WriteAsync(block, samples.Memory, cancellationToken);
    }

    /// <summary>Composites until every scene that is not left out can be read; a block that none is left for holds no data. True when any is left out.</summary>
    private async Task<bool> CompositeWithoutFailuresAsync(BlockIndex block, Memory<ushort> samples, CancellationToken cancellationToken)
    {
        int number = NumberOf(block);
        HashSet<string> without = [.. (await _failures.ReadAsync(number, cancellationToken)).Select(scene => scene.SceneId)];
        while (true)
        {
            try
            {
                await _compositor.CompositeAsync(block.Time, _layout.WindowOf(block), samples, without, cancellationToken);
                return without.Count > 0;
            }
            catch (SceneReadException e)
            {
                List<SceneReadException> failed = [.. e.Others.Prepend(e).DistinctBy(failure => failure.SceneId)];
                without.UnionWith(failed.Select(failure => failure.SceneId));

                await _failures.WriteAsync(failed.Select(failure => new LeftOutScene(number, failure.SceneId, failure.Band, failure.Message)), cancellationToken);
            }
        }
    }

    private Task WriteAsync(BlockIndex block, Memory<ushort> samples, CancellationToken cancellationToken) => plan.Multiscales
        ? PyramidWriter.Open(store, plan.MosaicRoot, _layout).WriteBlockAsync<ushort>(block, samples, cancellationToken)
        : Writer.WriteBlockAsync<ushort>(block, samples, cancellationToken);

    /// <summary>Copies [band, y, x] of a part out of a window.</summary>
    private static void Cut(ReadOnlySpan<ushort> samples, PixelWindow window, PixelWindow part, Span<ushort> destination)
    {
        int rows = destination.Length / part.Width;
        for (int row = 0; row < rows; row++)
        {
            samples.Slice((row * window.Width) + part.X - window.X, part.Width).CopyTo(destination[(row * part.Width)..]);
        }
    }

    private int NumberOf(BlockIndex block) => (((block.Time * _layout.BlockRows) + block.Row) * _layout.BlockColumns) + block.Column;

    private RentedBuffer<ushort> Rent(PixelWindow window) => new(checked(window.Area * _layout.Bands.Count));
}
