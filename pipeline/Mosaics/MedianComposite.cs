using System.Threading.Channels;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Fills one layer of a window with medians. Masks are read first; then the bands one after the other, part by part (<see cref="BlockParts"/>), so that parts find the image tiles
/// that they share in memory - or, where several bands lie in one file, the parts one after the other with all their bands. The next band is read while the current one is sorted.
/// </summary>
internal sealed class MedianComposite(SceneReader reader, MosaicLayer layer, IReadOnlyList<PlannedScene> scenes, BlockParts parts)
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
            TileShape? tiles = scenes.Count == 0 ? null : await reader.TilesOfAsync(scenes[0], layer.Sources[0], cancellationToken);
            reader.Expect(tiles?.BytesUnder(window, scenes.Count) ?? 0);
            foreach (PixelWindow panel in parts.Panels(window, scenes.Count, tiles))
            {
                await ReadPanelAsync(parts.Parts(panel, scenes.Count, tiles), writer, cancellationToken);
            }

            writer.Complete();
        }
        catch (Exception e)
        {
            writer.Complete(e);
        }
    }

    private async Task ReadPanelAsync(IEnumerable<PixelWindow> windows, ChannelWriter<BandLooks> writer, CancellationToken cancellationToken)
    {
        List<LookSet> sets = [];
        try
        {
            foreach (PixelWindow part in windows)
            {
                sets.Add(await LookSet.ReadAsync(reader, layer, scenes, part, cancellationToken));
            }

            IEnumerable<int> bands = Enumerable.Range(0, layer.Bands.Count);
            IEnumerable<(LookSet Looks, int Band)> order = BandsShareFiles
                ? sets.SelectMany(_ => bands, static (looks, band) => (looks, band))
                : bands.SelectMany(_ => sets, static (band, looks) => (looks, band));
            foreach ((LookSet looks, int band) in order)
            {
                // Not before the last one is taken: so there are two sets of planes, one being read and one being sorted, and never a third that waits.
                await writer.WaitToWriteAsync(cancellationToken);
                await SendAsync(new BandLooks(looks, layer, band, await looks.ReadBandAsync(band, cancellationToken)), writer, cancellationToken);
            }
        }
        finally
        {
            sets.ForEach(looks => looks.Dispose());
        }
    }

    private bool BandsShareFiles => layer.Sources.DistinctBy(static source => BandSource.AssetOf(source) ?? source).Count() < layer.Sources.Count;

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
