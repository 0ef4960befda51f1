using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Inference;

/// <summary>A mosaic in a Zarr store.</summary>
internal sealed class StoreMosaicReader(RasterStoreReader reader) : IMosaicReader
{
    public RasterStoreLayout Layout => reader.Layout;

    public Task ReadAsync<T>(int time, int band, PixelWindow window, Memory<T> destination, CancellationToken cancellationToken)
        where T : unmanaged => reader.ReadAsync(time, band, window, destination, cancellationToken);
}
