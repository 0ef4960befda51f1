using System.Buffers;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>Appends the pieces of <see cref="BlockFragments"/>' format to a buffer.</summary>
internal sealed class FragmentWriter(IBufferWriter<byte> buffer)
{
    public void WriteUnsigned(ulong value)
    {
        Span<byte> span = buffer.GetSpan(Leb128.LongestLength);
        buffer.Advance(Leb128.Write(span, value));
    }

    public void WriteSigned(long value) => WriteUnsigned(Leb128.ZigZag(value));

    public void WriteStatistics(in PolygonStatistics statistics)
    {
        WriteUnsigned((ulong)statistics.Pixels);
        WriteWide(statistics.ScoreSum);
        WriteWide(statistics.ScoreSquares);
        WriteUnsigned(BitConverter.SingleToUInt32Bits(statistics.ScoreMin));
        WriteUnsigned(BitConverter.SingleToUInt32Bits(statistics.ScoreMax));
        WriteSigned(statistics.FirstPixel.X);
        WriteSigned(statistics.FirstPixel.Y);
    }

    public void WritePolygon(PixelPolygon polygon)
    {
        WriteStatistics(polygon.Statistics);
        WritePath(polygon.Shell);
        WritePaths(polygon.Holes);
    }

    public void WritePaths(IReadOnlyCollection<PixelCorner[]> paths)
    {
        WriteUnsigned((ulong)paths.Count);
        foreach (PixelCorner[] path in paths)
        {
            WritePath(path);
        }
    }

    private void WriteWide(Int128 value)
    {
        WriteUnsigned((ulong)(UInt128)value);
        WriteSigned((long)(value >> 64));
    }

    private void WritePath(PixelCorner[] path)
    {
        WriteUnsigned((ulong)path.Length);
        PixelCorner at = default;
        foreach (PixelCorner corner in path)
        {
            WriteSigned(corner.X - at.X);
            WriteSigned(corner.Y - at.Y);
            at = corner;
        }
    }
}
