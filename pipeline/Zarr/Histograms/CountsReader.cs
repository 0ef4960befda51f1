using System.Buffers.Binary;

namespace RasterFlow.Zarr.Histograms;

/// <summary>Adds what <see cref="CountsWriter"/> wrote to the counts of several blocks.</summary>
internal ref struct CountsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Adds all bands.</summary>
    /// <exception cref="InvalidDataException">The bytes are not counts of this many bands.</exception>
    public static void AddTo(ReadOnlySpan<byte> bytes, BandCounts[] bands)
    {
        CountsReader reader = new(bytes);
        foreach (BandCounts band in bands)
        {
            reader.ReadBand(band);
        }

        if (!reader._rest.IsEmpty)
        {
            throw new InvalidDataException($"{reader._rest.Length} bytes follow the counts of {bands.Length} bands");
        }
    }

    private void ReadBand(BandCounts band)
    {
        if (_rest.Length < 8)
        {
            throw new InvalidDataException("the counts end too soon");
        }

        band.Widen(BinaryPrimitives.ReadSingleLittleEndian(_rest), BinaryPrimitives.ReadSingleLittleEndian(_rest[4..]));
        _rest = _rest[8..];
        ulong bin = 0;
        for (ulong left = Number(); left > 0; left--)
        {
            bin += Number();
            if (bin >= HistogramBins.Count)
            {
                throw new InvalidDataException($"there is no bin {bin}");
            }

            band.Bins[bin] += (long)Number();
        }
    }

    private ulong Number()
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(10, _rest.Length); i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number in the counts does not end");
    }
}
