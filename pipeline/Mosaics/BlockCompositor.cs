using System.Threading.Channels;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Computes blocks of a mosaic: per pixel and band the median of all clear looks. A pixel's value depends on the scenes alone,
/// never on the block it is computed in. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A look counts where its scene classification is clear (<see cref="SceneMask"/>) and its digital number is not 0. The median is the middle value,
/// or the mean of the two middle ones, rounded half to even, for an even number. <see cref="DatasetCatalog.ValidPixelBand"/> counts the
/// looks that are clear and have a digital number in at least one of the layer's bands.
/// Blocks are worked off in sub-windows so small that memory stays bounded whatever the block and the number of scenes,
/// and the next band is read while the current one is sorted.
/// </remarks>
public sealed class BlockCompositor(MosaicPlan plan, IRasterOpener opener)
{
    /// <summary>Images read at the same time: enough to hide a store's latency, few enough to be a good client.</summary>
    private const int MaxConcurrentReads = 16;

    /// <summary>Samples in one set of planes (one band of all scenes). Four sets are alive at a time: masks, being read, waiting, being sorted.</summary>
    private const long MaxPlaneSamples = 24 << 20;

    /// <summary>Fills a window of one time step.</summary>
    /// <param name="time">Index of the time step.</param>
    /// <param name="window">A part of the mosaic's grid.</param>
    /// <param name="destination">Filled with [band, y, x] of the window, uint16, 0 = no data.</param>
    /// <param name="cancellationToken">Cancels reads and work.</param>
    /// <exception cref="ArgumentException">The window leaves the grid, or the destination has another size.</exception>
    /// <exception cref="SceneReadException">An image cannot be read.</exception>
    public async Task CompositeAsync(int time, PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken = default)
    {
        MosaicStep step = plan.Steps[time];
        if (window.IsEmpty || window.Intersect(plan.Grid.Window) != window)
        {
            throw new ArgumentException($"The window {window} is not inside the grid of {plan.Grid.Width} x {plan.Grid.Height} pixels.", nameof(window));
        }

        long expected = (long)plan.Bands.Count * window.Area;
        if (destination.Length != expected)
        {
            throw new ArgumentException($"The destination has {destination.Length} samples; {plan.Bands.Count} bands of {window.Width} x {window.Height} pixels need {expected}.", nameof(destination));
        }

        await using SceneReader reader = new(opener, plan.Grid, plan.Resampling, MaxConcurrentReads);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<BandLooks> channel = Channel.CreateBounded<BandLooks>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAllAsync(reader, step, window, channel.Writer, stop.Token), CancellationToken.None);
        using CompositeWriter writer = new(plan, window, destination);
        try
        {
            await foreach (BandLooks looks in channel.Reader.ReadAllAsync(cancellationToken))
            {
                using (looks)
                {
                    writer.Write(looks);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            while (channel.Reader.TryRead(out BandLooks? left))
            {
                left.Dispose();
            }
        }
    }

    private static async Task ReadUnitAsync(SceneReader reader, IReadOnlyList<PlannedScene> scenes, CompositeUnit unit, MosaicLayer layer, ChannelWriter<BandLooks> writer, CancellationToken cancellationToken)
    {
        using LookSet looks = await LookSet.ReadAsync(reader, scenes, unit.Window, cancellationToken);
        for (int band = 0; band < layer.Bands.Count; band++)
        {
            BandLooks item = new(unit, band, looks.Acquisitions, looks.Stride, await looks.ReadBandAsync(reader, layer.Bands[band], cancellationToken));
            try
            {
                await writer.WriteAsync(item, cancellationToken);
            }
            catch
            {
                item.Dispose();
                throw;
            }
        }
    }

    private async Task ReadAllAsync(SceneReader reader, MosaicStep step, PixelWindow window, ChannelWriter<BandLooks> writer, CancellationToken cancellationToken)
    {
        try
        {
            for (int layer = 0; layer < plan.Layers.Count; layer++)
            {
                List<PlannedScene> scenes = [.. step.Scenes.Where(scene => scene.Layers.Contains(layer) && !scene.Window.Intersect(window).IsEmpty)];
                foreach (PixelWindow part in SubWindows(window, scenes.Count))
                {
                    await ReadUnitAsync(reader, scenes, new CompositeUnit(part, layer), plan.Layers[layer], writer, cancellationToken);
                }
            }

            writer.Complete();
        }
        catch (Exception e)
        {
            writer.Complete(e);
        }
    }

    private IEnumerable<PixelWindow> SubWindows(PixelWindow window, int scenes)
    {
        // As large as memory allows: each image tile is decoded once for every sub-window that touches it.
        int width = window.Width;
        int height = window.Height;
        while ((long)width * height * scenes > MaxPlaneSamples && (height > plan.ChunkSize || width > plan.ChunkSize))
        {
            if (height >= width)
            {
                height = Math.Max(plan.ChunkSize, (height + 1) / 2);
            }
            else
            {
                width = Math.Max(plan.ChunkSize, (width + 1) / 2);
            }
        }

        for (int y = window.Y; y < window.Bottom; y += height)
        {
            for (int x = window.X; x < window.Right; x += width)
            {
                yield return new PixelWindow(x, y, width, height).Intersect(window);
            }
        }
    }
}
