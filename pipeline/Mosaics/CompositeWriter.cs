using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>Sorts the looks of one band after the other and puts the result into a block. Bands of a unit come in order.</summary>
internal sealed class CompositeWriter(MosaicPlan plan, PixelWindow window, Memory<ushort> destination) : IDisposable
{
    private PixelBuffer? _seen;

    /// <summary>Writes one band, and after a layer's last band its number of valid looks when the layer has it.</summary>
    public void Write(BandLooks looks)
    {
        MosaicLayer layer = plan.Layers[looks.Unit.Layer];
        PixelWindow part = looks.Unit.Window;
        using PixelBuffer result = new(part.Area);
        MedianKernel.Compute(looks.Planes.Span, looks.Stride, looks.Acquisitions, result.Span);
        Place(layer.FirstBand + looks.BandInLayer, part, result.Span);
        if (!layer.CountsValidPixels)
        {
            return;
        }

        Collect(looks);
        if (looks.BandInLayer == layer.Bands.Count - 1)
        {
            MedianKernel.CountValid(_seen!.Span, looks.Stride, looks.Acquisitions, result.Span);
            Place(layer.FirstBand + layer.Bands.Count, part, result.Span);
        }
    }

    public void Dispose() => _seen?.Dispose();

    private void Collect(BandLooks looks)
    {
        if (looks.BandInLayer == 0)
        {
            _seen?.Dispose();
            _seen = new PixelBuffer(looks.Planes.Span.Length);
            looks.Planes.Span.CopyTo(_seen.Span);
        }
        else
        {
            LookKernel.Or(looks.Planes.Span, _seen!.Span);
        }
    }

    private void Place(int band, PixelWindow part, ReadOnlySpan<ushort> values)
    {
        Span<ushort> plane = destination.Span.Slice(band * window.Area, window.Area);
        for (int row = 0; row < part.Height; row++)
        {
            int start = ((part.Y - window.Y + row) * window.Width) + part.X - window.X;
            values.Slice(row * part.Width, part.Width).CopyTo(plane[start..]);
        }
    }
}
