using System.Collections.Concurrent;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>Reads bands of scenes onto the mosaic's grid: opens each image once, and never reads more than a few at a time.</summary>
internal sealed class SceneReader(IRasterOpener opener, RasterGrid grid, Resampling resampling, int maxConcurrentReads) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Uri, Lazy<Task<IRasterSource>>> _open = new();
    private readonly SemaphoreSlim _gate = new(maxConcurrentReads);

    /// <summary>Fills <paramref name="destination"/>, [y, x] of the window; 0 where the image has no data. Classes are the nearest pixel's, whatever the resampling.</summary>
    /// <exception cref="SceneReadException">The image cannot be opened or read.</exception>
    public async Task ReadAsync(PlannedScene scene, string band, PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        Uri href = scene.Assets[band];
        Resampling method = band == MosaicPlanner.SceneClassification ? Resampling.Nearest : resampling;
        try
        {
            // On the pool: decoding is work for a processor, and the caller starts many reads in a row.
            await Task.Run(
                async () =>
                {
                    IRasterSource source = await _open.GetOrAdd(href, key => new(() => opener.OpenAsync(key, cancellationToken))).Value;
                    await source.ReadAsync(0, grid, window, method, destination, cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SceneReadException(scene.Id, band, href, e);
        }
        finally
        {
            _gate.Release();
        }
    }

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
}
