using System.Collections.Concurrent;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>Reads bands of scenes onto the mosaic's grid: opens each image once, and never reads more than a few at a time.</summary>
internal sealed class SceneReader(IRasterOpener opener, RasterGrid grid, Resampling resampling, int maxConcurrentReads) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Uri, Lazy<Task<IRasterSource>>> _open = new();
    private readonly SemaphoreSlim _gate = new(maxConcurrentReads);

    /// <summary>
    /// Fills <paramref name="destination"/> with one of a layer's bands, [y, x] of the window; 0 where the image has no data. Numbers are scaled where the layer
    /// says so; its offset is not added yet.
    /// </summary>
    /// <exception cref="SceneReadException">The image cannot be opened or read.</exception>
    public async Task ReadBandAsync(PlannedScene scene, MosaicLayer layer, int band, PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken)
    {
        await ReadAsync(scene, layer.Sources[band], window, layer.Resampling ?? resampling, layer.NoData, destination, cancellationToken);
        if (layer.Scale is { } scale)
        {
            LookKernel.Rescale(destination.Span, scale, layer.Offset);
        }
    }

    /// <summary>Fills <paramref name="destination"/> with a scene's mask image: the nearest pixel's values, whatever the resampling.</summary>
    /// <exception cref="SceneReadException">The image cannot be opened or read.</exception>
    public Task ReadMaskAsync(PlannedScene scene, MaskRule rule, PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken) =>
        ReadAsync(scene, rule.Source, window, Resampling.Nearest, null, destination, cancellationToken);

    /// <summary>Whether one of a scene's images can be read in a window.</summary>
    public async Task<bool> CanReadAsync(PlannedScene scene, string source, PixelWindow window, CancellationToken cancellationToken)
    {
        using RentedBuffer<ushort> pixels = new(window.Area);
        try
        {
            await ReadAsync(scene, source, window, Resampling.Nearest, null, pixels.Memory, cancellationToken);
            return true;
        }
        catch (SceneReadException)
        {
            return false;
        }
    }

    /// <summary>How one of a scene's images is cut into tiles, in pixels of the mosaic's grid; null when it cannot be opened, which is told when it is read.</summary>
    public async Task<TileShape?> TilesOfAsync(PlannedScene scene, string source, CancellationToken cancellationToken)
    {
        try
        {
            return TileShape.Of(await OpenAsync(scene.Assets[source], cancellationToken), grid);
        }
        catch (Exception e) when (SceneReadException.IsCause(e))
        {
            return null;
        }
    }

    /// <summary>Says what parts of a window, one after the other, will want of the same tiles.</summary>
    public void Expect(long bytes) => opener.Expect(bytes);

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<Task<IRasterSource>> source in _open.Values)
        {
            if (source is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await source.Value).DisposeAsync();
            }
        }

        _gate.Dispose();
    }

    private async Task ReadAsync(PlannedScene scene, string source, PixelWindow window, Resampling method, ushort? noData, Memory<ushort> destination, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        Uri href = scene.Assets[source];
        try
        {
            // On the pool: decoding is work for a processor, and the caller starts many reads in a row.
            await Task.Run(
                async () =>
                {
                    IRasterSource image = await OpenAsync(href, cancellationToken);
                    int band = BandSource.IndexOf(source);
                    if (band >= image.BandCount)
                    {
                        throw new InvalidDataException($"the image has {image.BandCount} bands, no number {band + 1}.");
                    }

                    await image.ReadAsync(new RasterBand(band, noData), grid, window, method, destination, cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception e) when (SceneReadException.IsCause(e))
        {
            throw new SceneReadException(scene.Id, source, href, e);
        }
        finally
        {
            _gate.Release();
        }
    }

    private Task<IRasterSource> OpenAsync(Uri href, CancellationToken cancellationToken) =>
        _open.GetOrAdd(href, key => new(() => opener.OpenAsync(key, cancellationToken))).Value;
}
