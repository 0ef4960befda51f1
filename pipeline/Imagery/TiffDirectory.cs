using System.Buffers.Binary;
using System.Text;

namespace RasterFlow.Imagery;

/// <summary>One image file directory: its entries, and how to read their values.</summary>
internal sealed class TiffDirectory(TiffBytes bytes, long offsetBytes, IReadOnlyDictionary<int, TiffEntry> entries)
{
    /// <summary>More values than any image needs: a 4-million-tile image is 2 million x 2 million pixels at 1024.</summary>
    private const long MaximumValues = 4 * 1024 * 1024;

    public long OffsetBytes { get; } = offsetBytes;

    public string Name => bytes.Name;

    public bool Has(int tag) => entries.ContainsKey(tag);

    /// <summary>A tag's first value, or <paramref name="missing"/> without the tag.</summary>
    public async ValueTask<long> IntegerAsync(int tag, long missing, CancellationToken cancellationToken)
    {
        long[] values = await IntegersAsync(tag, 1, cancellationToken);
        return values.Length == 0 ? missing : values[0];
    }

    /// <summary>A tag's whole numbers (BYTE, SHORT, LONG, LONG8 or IFD), at most <paramref name="limit"/>; empty without the tag.</summary>
    public async ValueTask<long[]> IntegersAsync(int tag, long limit, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(tag, out TiffEntry entry))
        {
            return [];
        }

        if (entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
        {
            throw new InvalidRasterException(Name, OffsetBytes, $"tag {tag} has the type {entry.Type} where a whole number belongs.");
        }

        ReadOnlyMemory<byte> raw = await RawAsync(entry, limit, cancellationToken);
        return ToIntegers(entry, raw.Span);
    }

    /// <summary>A tag's DOUBLE values; empty without the tag.</summary>
    public async ValueTask<double[]> DoublesAsync(int tag, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(tag, out TiffEntry entry))
        {
            return [];
        }

        if (entry.Type != 12)
        {
            throw new InvalidRasterException(Name, OffsetBytes, $"tag {tag} has the type {entry.Type} where DOUBLE belongs.");
        }

        ReadOnlyMemory<byte> raw = await RawAsync(entry, 64, cancellationToken);
        double[] values = new double[raw.Length / 8];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt64BitsToDouble(bytes.U64(raw.Span[(8 * i)..]));
        }

        return values;
    }

    /// <summary>A tag's ASCII text without its closing zero; null without the tag.</summary>
    public async ValueTask<string?> TextAsync(int tag, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(tag, out TiffEntry entry) || entry.Type != 2)
        {
            return null;
        }

        ReadOnlyMemory<byte> raw = await RawAsync(entry, 256, cancellationToken);
        return Encoding.ASCII.GetString(raw.Span).TrimEnd('\0', ' ');
    }

    private ValueTask<ReadOnlyMemory<byte>> RawAsync(TiffEntry entry, long limit, CancellationToken cancellationToken)
    {
        long count = Math.Min(entry.Count, limit);
        if (count > MaximumValues)
        {
            throw new InvalidRasterException(Name, OffsetBytes, $"tag {entry.Tag} claims {entry.Count:N0} values; at most {MaximumValues:N0} are read.");
        }

        return bytes.GetAsync(entry.OffsetBytes, (int)count * entry.ValueSize, $"tag {entry.Tag}", cancellationToken);
    }

    private long[] ToIntegers(TiffEntry entry, ReadOnlySpan<byte> raw)
    {
        bytes.Keep(raw.Length / entry.ValueSize);
        long[] values = new long[raw.Length / entry.ValueSize];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = raw[(i * entry.ValueSize)..];
            values[i] = entry.ValueSize switch
            {
                1 => at[0],
                2 => bytes.U16(at),
                4 => bytes.U32(at),
                _ => (long)Math.Min(bytes.U64(at), long.MaxValue),
            };
        }

        return values;
    }
}
