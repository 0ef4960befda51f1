using System.Buffers.Binary;
using System.Text;
using RasterFlow.Imagery;

namespace RasterFlow.Zarr;

/// <summary>Coordinate arrays as the bytes of their single, uncompressed chunk.</summary>
internal static class CoordinateValues
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The coordinate chunks of a store by key.</summary>
    public static IEnumerable<(string Key, byte[] Content)> Of(RasterStoreLayout layout)
    {
        RasterGrid grid = layout.Grid;
        yield return ($"{StoreKeys.Time}/c/0", Int64([.. layout.Times.Select(day => (long)day.DayNumber - Epoch)]));
        yield return ($"{StoreKeys.Band}/c/0", Strings(layout.Bands));
        yield return ($"{StoreKeys.Y}/c/0", Centres(grid.OriginY, -grid.PixelSize, grid.Height));
        yield return ($"{StoreKeys.X}/c/0", Centres(grid.OriginX, grid.PixelSize, grid.Width));
        if (layout.TimeDeltaDays is { } days)
        {
            yield return ($"{StoreKeys.TimeDelta}/c/0", Int64([.. days.Select(length => (long)length)]));
        }
    }

    /// <summary>Days of a time coordinate.</summary>
    public static DateOnly[] Days(ReadOnlySpan<byte> chunk)
    {
        long[] numbers = Int64(chunk);
        return Array.ConvertAll(numbers, number => DateOnly.FromDayNumber(checked((int)number + Epoch)));
    }

    /// <summary>Numbers of an int64 chunk.</summary>
    public static long[] Int64(ReadOnlySpan<byte> chunk)
    {
        long[] numbers = new long[chunk.Length / sizeof(long)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(chunk[(i * sizeof(long))..]);
        }

        return numbers;
    }

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

    /// <summary>Zarr's codec <c>vlen-utf8</c>: the number of strings, then the length and the UTF-8 bytes of each; all numbers little-endian uint32.</summary>
    private static byte[] Strings(IReadOnlyList<string> values)
    {
        byte[][] encoded = [.. values.Select(Encoding.UTF8.GetBytes)];
        byte[] bytes = new byte[sizeof(uint) + encoded.Sum(value => sizeof(uint) + value.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, encoded.Length);
        int at = sizeof(uint);
        foreach (byte[] value in encoded)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value.Length);
            value.CopyTo(bytes, at + sizeof(uint));
            at += sizeof(uint) + value.Length;
        }

        return bytes;
    }
}
