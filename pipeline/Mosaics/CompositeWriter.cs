using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>Takes the median of one band's looks after the other's and puts it into a block. Bands of a part come in order.</summary>
internal static class CompositeWriter
{
    /// <summary>Writes one band, and after a layer's last band its number of valid looks when the layer has it.</summary>
    public static void Write(BandLooks item, BlockTarget target)
    {
        LookSet looks = item.Looks;
        MosaicLayer layer = item.Layer;
        using RentedBuffer<ushort> result = new(looks.Window.Area);
        MedianKernel.Compute(item.Planes.Span, looks.Stride, looks.Acquisitions, result.Span);
        target.Place(layer.FirstBand + item.BandInLayer, looks.Window, result.Span);
        if (!layer.CountsValidPixels)
        {
            return;
        }

        looks.Collect(item.Planes.Span);
        if (item.BandInLayer == layer.Bands.Count - 1)
        {
            looks.CountValid(result.Span);
            target.Place(layer.FirstBand + layer.Bands.Count, looks.Window, result.Span);
        }
    }
}
