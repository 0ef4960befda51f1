using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>Where a block's samples go: [band, y, x] of its window.</summary>
internal sealed class BlockTarget(PixelWindow window, Memory<ushort> samples)
{
    public PixelWindow Window => window;

    /// <summary>Copies one band of a part of the window.</summary>
    public void Place(int band, PixelWindow part, ReadOnlySpan<ushort> values)
    {
        for (int row = 0; row < part.Height; row++)
        {
            values.Slice(row * part.Width, part.Width).CopyTo(Row(band, part, row));
        }
    }

    /// <summary>One row of a part, in one band.</summary>
    public Span<ushort> Row(int band, PixelWindow part, int row) =>
        samples.Span.Slice((band * window.Area) + ((part.Y - window.Y + row) * window.Width) + part.X - window.X, part.Width);
}
