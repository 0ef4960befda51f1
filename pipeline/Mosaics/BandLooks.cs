namespace RasterFlow.Mosaics;

/// <summary>One band of one sub-window, read and masked: [acquisition, y, x], 0 = not valid. Owns its planes.</summary>
internal sealed record BandLooks(CompositeUnit Unit, int BandInLayer, int Acquisitions, PixelBuffer Planes) : IDisposable
{
    public void Dispose() => Planes.Dispose();
}
