using System.Buffers.Binary;
using System.Text;

namespace RasterFlow.Tests.Imagery;

/// <summary>Lays a <see cref="TestTiff"/> out: all directories first, as in a COG, then the tiles.</summary>
internal sealed class TestTiffWriter(TestTiff tiff, List<byte> data, bool isMask = false)
{
    public byte[] Write()
    {
        List<Image> images = [.. Enumerable.Range(0, tiff.Overviews + 1).Select(level => new Image(this, level, Tiles(level)))];
        if (tiff.Mask is { } mask)
        {
            TestTiff sized = mask with { Width = tiff.Width, Height = tiff.Height, BigEndian = tiff.BigEndian, BigTiff = tiff.BigTiff, Epsg = null };
            TestTiffWriter writer = new(sized, data, isMask: true);
            images.Add(new Image(writer, 0, writer.Tiles(0)));
        }

        long headerEnd = Layout(images, 0).Length;
        byte[] header = Layout(images, headerEnd);
        return [.. header, .. data];
    }

    private int TileRows => tiff.TileRows > 0 ? tiff.TileRows : tiff.Tile;

    private int WidthOf(int level) => (tiff.Width + (1 << level) - 1) >> level;

    private int HeightOf(int level) => (tiff.Height + (1 << level) - 1) >> level;

    private byte[] Layout(List<Image> images, long dataStart)
    {
        data.Clear();
        int entrySize = tiff.BigTiff ? 20 : 12;
        List<byte> file = [.. tiff.BigEndian ? "MM"u8 : "II"u8, .. N(tiff.BigTiff ? 43 : 42, 2)];
        if (tiff.BigTiff)
        {
            file.AddRange([.. N(8, 2), .. N(0, 2)]);
        }

        file.AddRange(N(tiff.BigTiff ? 16 : 8, tiff.BigTiff ? 8 : 4));
        for (int i = 0; i < images.Count; i++)
        {
            List<(int Tag, int Type, byte[] Raw)> entries = images[i].Writer.Entries(images[i].Level, images[i].Tiles, dataStart);
            List<byte> extra = [];
            long extraStart = file.Count + (tiff.BigTiff ? 8 : 2) + (entries.Count * entrySize) + (tiff.BigTiff ? 8 : 4);
            file.AddRange(N(entries.Count, tiff.BigTiff ? 8 : 2));
            foreach ((int tag, int type, byte[] raw) in entries)
            {
                int size = type switch { 2 => 1, 3 => 2, 4 => 4, 12 => 8, _ => 8 };
                file.AddRange([.. N(tag, 2), .. N(type, 2), .. N(raw.Length / size, tiff.BigTiff ? 8 : 4)]);
                int inline = tiff.BigTiff ? 8 : 4;
                if (raw.Length <= inline)
                {
                    file.AddRange([.. raw, .. new byte[inline - raw.Length]]);
                }
                else
                {
                    file.AddRange(N(extraStart + extra.Count, inline));
                    extra.AddRange(raw);
                }
            }

            long next = i + 1 < images.Count ? extraStart + extra.Count : 0;
            file.AddRange([.. N(next, tiff.BigTiff ? 8 : 4), .. extra]);
        }

        return [.. file];
    }

    private List<(int Tag, int Type, byte[] Raw)> Entries(int level, List<byte[]?> tiles, long dataStart)
    {
        List<long> offsets = [];
        foreach (byte[]? tile in tiles)
        {
            offsets.Add(tile is null ? 0 : dataStart + data.Count);
            data.AddRange(tile ?? []);
        }

        int wide = tiff.BigTiff ? 16 : 4;
        int wideSize = tiff.BigTiff ? 8 : 4;
        bool strips = tiff.RowsPerStrip > 0;
        byte[] offsetsRaw = [.. offsets.SelectMany(offset => N(offset, wideSize))];
        byte[] countsRaw = [.. tiles.SelectMany(tile => N(tile?.Length ?? 0, wideSize))];
        List<(int Tag, int Type, byte[] Raw)> entries =
        [
            (254, 4, N(isMask ? 4 : level > 0 ? 1 : 0, 4)), (256, 4, N(WidthOf(level), 4)), (257, 4, N(HeightOf(level), 4)),
            (258, 3, [.. Enumerable.Range(0, tiff.Bands).SelectMany(_ => N(tiff.Bits, 2))]),
            (259, 3, N(tiff.Compression, 2)), (262, 3, N(1, 2)), (277, 3, N(tiff.Bands, 2)), (284, 3, N(tiff.Planar ? 2 : 1, 2)),
            (317, 3, N(tiff.Predictor, 2)), (339, 3, [.. Enumerable.Range(0, tiff.Bands).SelectMany(_ => N(tiff.SampleFormat, 2))]),
            .. strips
                ? new (int, int, byte[])[] { (273, wide, offsetsRaw), (278, 4, N(tiff.RowsPerStrip, 4)), (279, wide, countsRaw) }
                : [(322, 4, N(tiff.Tile, 4)), (323, 4, N(TileRows, 4)), (324, wide, offsetsRaw), (325, wide, countsRaw)],
        ];
        if (level == 0)
        {
            entries.AddRange(GeoEntries());
        }

        return [.. entries.OrderBy(entry => entry.Tag)];
    }

    private IEnumerable<(int Tag, int Type, byte[] Raw)> GeoEntries()
    {
        yield return (33550, 12, [.. D(tiff.PixelSize), .. D(tiff.PixelSize), .. D(0)]);
        yield return (33922, 12, [.. D(0), .. D(0), .. D(0), .. D(tiff.OriginX), .. D(tiff.OriginY), .. D(0)]);
        if (tiff.Epsg is { } epsg)
        {
            int key = epsg == 4326 ? 2048 : 3072;
            int[] datum = tiff.GeographicEpsg is { } code ? [2048, 0, 1, code] : [];
            int[] keys = [1, 1, 0, 3 + (datum.Length / 4), 1024, 0, 1, epsg == 4326 ? 2 : 1, 1025, 0, 1, 1, .. datum, key, 0, 1, epsg];
            yield return (34735, 3, [.. keys.SelectMany(value => N(value, 2))]);
        }

        if (tiff.NoData is { } noData)
        {
            yield return (42113, 2, Encoding.ASCII.GetBytes(noData + "\0"));
        }
    }

    private List<byte[]?> Tiles(int level)
    {
        bool strips = tiff.RowsPerStrip > 0;
        int width = strips ? WidthOf(level) : tiff.Tile;
        int height = strips ? tiff.RowsPerStrip : TileRows;
        List<byte[]?> tiles = [];
        for (int plane = 0; plane < (tiff.Planar ? tiff.Bands : 1); plane++)
        {
            for (int top = 0; top < HeightOf(level); top += height)
            {
                for (int left = 0; left < WidthOf(level); left += width)
                {
                    int rows = strips ? Math.Min(height, HeightOf(level) - top) : height;
                    bool sparse = level == 0 && tiff.IsSparse(tiles.Count);
                    tiles.Add(sparse ? null : tiff.Compress([.. Enumerable.Range(top, rows).SelectMany(y => Row(level, plane, left, width, y))]));
                }
            }
        }

        return tiles;
    }

    private byte[] Row(int level, int plane, int left, int width, int y)
    {
        int samples = tiff.Planar ? 1 : tiff.Bands;
        long[] values = [.. Enumerable.Range(0, width * samples).Select(i => tiff.Value(level, tiff.Planar ? plane : i % samples, left + (i / samples), y))];
        if (tiff.Bits is not (8 or 16 or 32 or 64))
        {
            return Packed(values);
        }

        if (tiff.Predictor == 3)
        {
            return FloatPredicted(values, samples);
        }

        long[] stored = tiff.SampleFormat == 3 ? [.. values.Select(FloatBits)] : values;
        return [.. stored.Select((value, i) => tiff.Predictor == 2 && i >= samples ? value - stored[i - samples] : value).SelectMany(value => N(value, tiff.Bits / 8))];
    }

    private long FloatBits(long value) => tiff.Bits switch
    {
        16 => BitConverter.HalfToInt16Bits((Half)value),
        32 => BitConverter.SingleToInt32Bits(value),
        _ => BitConverter.DoubleToInt64Bits(value),
    };

    private byte[] FloatPredicted(long[] values, int samples)
    {
        int size = tiff.Bits / 8;
        byte[] sorted = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            for (int b = 0; b < size; b++)
            {
                sorted[(b * values.Length) + i] = (byte)(FloatBits(values[i]) >> (8 * (size - 1 - b)));
            }
        }

        return [.. sorted.Select((value, i) => (byte)(i >= samples ? value - sorted[i - samples] : value))];
    }

    private byte[] Packed(long[] values)
    {
        string bits = string.Concat(values.Select(value => Convert.ToString(value & ((1L << tiff.Bits) - 1), 2).PadLeft(tiff.Bits, '0')));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
    }

    private byte[] D(double value) => N(BitConverter.DoubleToInt64Bits(value), 8);

    private byte[] N(long value, int size)
    {
        byte[] raw = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(raw, value);
        Array.Resize(ref raw, size);
        if (tiff.BigEndian)
        {
            Array.Reverse(raw);
        }

        return raw;
    }

    private sealed record Image(TestTiffWriter Writer, int Level, List<byte[]?> Tiles);
}
