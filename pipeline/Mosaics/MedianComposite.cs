using System.Threading.Channels;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Fills one layer of a block with medians. Masks are read first; then the bands one after the other, strip by strip, so that strips find the image tiles
/// that they share in memory; the next band is read while the current one is sorted.
/// </summary>
internal sealed class MedianComposite(SceneReader reader, MosaicLayer layer, IReadOnlyList<PlannedScene> scenes)
{
    /// <summary>Fills the layer's bands.</summary>
    public async Task FillAsync(BlockTarget target, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<BandLooks> channel = Channel.CreateBounded<BandLooks>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAllAsync(target.Window, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (BandLooks looks in channel.Reader.ReadAllAsync(cancellationToken))
            {
                using (looks)
                {
                    CompositeWriter.Write(looks, target);
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

    private async Task ReadAllAsync(PixelWindow window, ChannelWriter<BandLooks> writer, CancellationToken cancellationToken)
    {
        try
        {
            foreach (PixelWindow panel in BlockParts.Panels(window, scenes.Count))
            {
                await ReadPanelAsync(panel, writer, cancellationToken);
            }

            writer.Complete();
        }
        catch (Exception e)
        {
            writer.Complete(e);
        }
    }

    private async Task ReadPanelAsync(PixelWindow panel, ChannelWriter<BandLooks> writer, CancellationToken cancellationToken)
    {
        List<LookSet> strips = [];
        try
        {
            foreach (PixelWindow strip in BlockParts.Strips(panel, scenes.Count))
            {
                strips.Add(await LookSet.ReadAsync(reader, layer, scenes, strip, cancellationToken));
            }

            for (int band = 0; band < layer.Bands.Count; band++)
            {
                foreach (LookSet looks in strips)
                {
                    await SendAsync(new BandLooks(looks, layer, band, await looks.ReadBandAsync(band, cancellationToken)), writer, cancellationToken);
                }
            }
        }
        finally
        {
            strips.ForEach(looks => looks.Dispose());
        }
    }

    private static async Task SendAsync(BandLooks item, ChannelWriter<BandLooks> writer, CancellationToken cancellationToken)
    {
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
