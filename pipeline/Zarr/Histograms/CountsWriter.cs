using System.Buffers.Binary;
using System.Numerics;
using RasterFlow.Storage;

namespace RasterFlow.Zarr.Histograms;

/// <summary>
/// Writes the counts of a block's bands: for each band least and greatest value (float32), the number of bins that are not empty, and for each of those the
/// distance from the one before and its count; whole numbers in LEB128. Equal counts give equal bytes.
/// </summary>
internal sealed class CountsWriter
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Add<T>(ReadOnlySpan<T> bins, float least, float greatest)
        where T : unmanaged, IBinaryInteger<T>
    {
        int filled = bins.Length - bins.Count(T.Zero);

        // Ten bytes hold any 64-bit number; a distance takes three.
        Reserve(8 + 10 + (filled * 13));
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(_length), least);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(_length + 4), greatest);
        _length += 8;
        Number((ulong)filled);
        int last = 0;
        for (int bin = bins.IndexOfAnyExcept(T.Zero); bin >= 0 && filled > 0; filled--)
        {
            Number((ulong)(bin - last));
            Number(ulong.CreateTruncating(bins[bin]));
            last = bin;
            int next = bins[(bin + 1)..].IndexOfAnyExcept(T.Zero);
            bin = next < 0 ? -1 : bin + 1 + next;
        }
    }

    private void Number(ulong value) => _length += Leb128.Write(_bytes.AsSpan(_length), value);

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes, 2 * _bytes.Length));
        }
    }
}
