using System.Buffers.Binary;
using System.Text;
using RasterFlow.Imagery;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr;

/// <summary>Coordinate arrays as the bytes of their single, uncompressed chunk.</summary>
internal static class CoordinateValues
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The coordinate chunks of a store by key.</summary>
    public static IEnumerable<(string Key, byte[] Content)> Of(RasterStoreLayout layout)
    {
        RasterGrid grid = layout.Grid;
        yield return (StoreKeys.Coordinate(layout.ZarrFormat, StoreKeys.Time), Int64([.. layout.Times.Select(day => (long)day.DayNumber - Epoch)]));
        yield return (StoreKeys.Coordinate(layout.ZarrFormat, StoreKeys.Band), layout.ZarrFormat == 3 ? VlenUtf8.Encode(layout.Bands) : FixedTexts(layout.Bands));
        yield return (StoreKeys.Coordinate(layout.ZarrFormat, StoreKeys.Y), Centres(grid.OriginY, -grid.PixelSize, grid.Height));
        yield return (StoreKeys.Coordinate(layout.ZarrFormat, StoreKeys.X), Centres(grid.OriginX, grid.PixelSize, grid.Width));
        if (layout.TimeDeltaDays is { } days)
        {
            yield return (StoreKeys.Coordinate(layout.ZarrFormat, StoreKeys.TimeDelta), Int64([.. days.Select(length => (long)length)]));
        }
    }

    /// <summary>The day of a value of a time coordinate.</summary>
    /// <exception cref="FormatException">There is no such day.</exception>
    public static DateOnly Day(long days) =>
        days >= DateOnly.MinValue.DayNumber - Epoch && days <= DateOnly.MaxValue.DayNumber - Epoch
            ? DateOnly.FromDayNumber((int)days + Epoch)
            : throw new FormatException($"the time {days} is not a day");

    /// <summary>Bytes of each of some texts at one length for all.</summary>
    public static int FixedTextLength(IReadOnlyList<string> values) => Math.Max(4, values.Max(Encoding.UTF32.GetByteCount));

    private static byte[] Int64(ReadOnlySpan<long> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return bytes;
    }

    private static byte[] Centres(double edge, double step, int count)
    {
        byte[] bytes = new byte[checked(count * sizeof(double))];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), edge + ((i + 0.5) * step));
        }

        return bytes;
    }

    /// <summary>numpy's kind U: UTF-32, little-endian, filled up with zeros.</summary>
    private static byte[] FixedTexts(IReadOnlyList<string> values)
    {
        int length = FixedTextLength(values);
        byte[] bytes = new byte[values.Count * length];
        for (int i = 0; i < values.Count; i++)
        {
            Encoding.UTF32.GetBytes(values[i], bytes.AsSpan(i * length));
        }

        return bytes;
    }
}
