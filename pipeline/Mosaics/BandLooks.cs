using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>One band of one part of a window, read and masked: [acquisition, y, x], planes <see cref="LookSet.Stride"/> samples apart, 0 = not valid. Owns its planes.</summary>
internal sealed record BandLooks(LookSet Looks, MosaicLayer Layer, int BandInLayer, RentedBuffer<ushort> Planes) : IDisposable
{
    public void Dispose() => Planes.Dispose();
}
