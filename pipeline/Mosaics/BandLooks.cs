namespace RasterFlow.Mosaics;

/// <summary>One band of one sub-window, read and masked: [acquisition, y, x], planes <paramref name="Stride"/> samples apart, 0 = not valid. Owns its planes.</summary>
internal sealed record BandLooks(CompositeUnit Unit, int BandInLayer, int Acquisitions, int Stride, PixelBuffer Planes) : IDisposable
{
    public void Dispose() => Planes.Dispose();
}
