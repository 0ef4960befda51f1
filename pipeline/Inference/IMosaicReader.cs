using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Inference;

/// <summary>What inference needs of a mosaic store.</summary>
internal interface IMosaicReader
{
    /// <summary>The store's shape.</summary>
    RasterStoreLayout Layout { get; }

    /// <summary>Reads a window, [y, x]; pixels outside the grid get the no-data value.</summary>
    Task ReadAsync<T>(int time, int band, PixelWindow window, Memory<T> destination, CancellationToken cancellationToken)
        where T : unmanaged;
}
