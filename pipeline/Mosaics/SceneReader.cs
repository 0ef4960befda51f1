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
                    IRasterSource image = await _open.GetOrAdd(href, key => new(() => opener.OpenAsync(key, cancellationToken))).Value;
                    int band = BandSource.IndexOf(source);
                    if (band >= image.BandCount)
                    {
                        throw new InvalidDataException($"the image has {image.BandCount} bands, no number {band + 1}.");
                    }

                    await image.ReadAsync(new RasterBand(band, noData), grid, window, method, destination, cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SceneReadException(scene.Id, source, href, e);
        }
        finally
        {
            _gate.Release();
        }
    }
}
