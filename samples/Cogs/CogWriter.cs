using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using RasterFlow.Imagery;

namespace RasterFlow.Samples.Cogs;

/// <summary>
/// Writes one band as a cloud optimized GeoTIFF from rows that arrive top to bottom. Laid out as GDAL's COG driver does
/// (https://gdal.org/en/stable/drivers/raster/cog.html): all directories first, then the overviews' tiles, smallest first, then the full
/// resolution's; DEFLATE with horizontal predictor; 0 is no data. Holds two strips of one tile's height, whatever the image's height.
/// </summary>
/// <typeparam name="T">Type of a pixel.</typeparam>
internal sealed class CogWriter<T> : IDisposable
    where T : unmanaged, IBinaryInteger<T>
{
    // What GDAL's COG driver writes between the header and the first directory; each tile then stands between its size and its last four bytes.
    private const string Structure = "GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\nLAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\n"
        + "BLOCK_LEADER=SIZE_AS_UINT4\nBLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";

    private readonly string _path;
    private readonly int _tileSide;
    private readonly ZLibCompressionOptions _deflate;
    private readonly RasterGrid _grid;
    private readonly IReduction<T> _reduction;
    private readonly TileSpool _spool;
    private readonly List<CogLevel<T>> _levels = [];
    private readonly T[] _tile;
    private readonly MemoryStream _packed = new();

    /// <summary>Begins an image.</summary>
    public CogWriter(string path, RasterGrid grid, IReduction<T> reduction, CogPacking packing)
    {
        (_path, _grid, _reduction, _tileSide) = (path, grid, reduction, packing.TileSide);
        _deflate = new ZLibCompressionOptions { CompressionLevel = packing.DeflateLevel };
        _tile = new T[_tileSide * _tileSide];
        _spool = new TileSpool(path + ".tiles");
        (int width, int height) = (grid.Width, grid.Height);
        _levels.Add(new CogLevel<T>(width, height, _tileSide));
        while (width > _tileSide || height > _tileSide)
        {
            (width, height) = ((width + 1) / 2, (height + 1) / 2);
            _levels.Add(new CogLevel<T>(width, height, _tileSide));
        }
    }

    /// <summary>Takes the next rows, [y, x].</summary>
    public void WriteRows(ReadOnlySpan<T> rows)
    {
        for (int start = 0; start < rows.Length; start += _grid.Width)
        {
            rows.Slice(start, _grid.Width).CopyTo(_levels[0].NextRow());
            FlushWhenComplete(0);
        }
    }

    /// <summary>Writes the file; every row must have been given.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public void Complete()
    {
        if (_levels[0].RowsSeen != _grid.Height)
        {
            throw new InvalidOperationException($"{_path}: {_levels[0].RowsSeen} rows were written of {_grid.Height}.");
        }

        using FileStream file = File.Create(_path);
        file.Write(Header());
        foreach (CogLevel<T> level in Enumerable.Reverse(_levels))
        {
            foreach (SpooledTile tile in level.Tiles)
            {
                byte[] bytes = _spool.Read(tile);
                file.Write(MemoryMarshal.AsBytes([(uint)bytes.Length]));
                file.Write(bytes);
                file.Write(bytes.AsSpan(bytes.Length - 4));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _spool.Dispose();
        _packed.Dispose();
    }

    private void FlushWhenComplete(int index)
    {
        CogLevel<T> level = _levels[index];
        if (!level.IsStripComplete)
        {
            return;
        }

        for (int x = 0; x < level.Width; x += _tileSide)
        {
            level.Tiles.Add(_spool.Add(Pack(level, x)));
        }

        // Strips begin on even rows, so pairs of rows never straddle two strips.
        for (int row = 0; index + 1 < _levels.Count && row < level.StripRows; row += 2)
        {
            _reduction.Reduce(level.Row(row), level.Row(Math.Min(row + 1, level.StripRows - 1)), _levels[index + 1].NextRow());
            FlushWhenComplete(index + 1);
        }

        level.ClearStrip();
    }

    /// <summary>One compressed tile; past the image's edge the last column and row go on, which costs next to nothing.</summary>
    private ReadOnlySpan<byte> Pack(CogLevel<T> level, int left)
    {
        for (int y = 0; y < _tileSide; y++)
        {
            ReadOnlySpan<T> source = level.Row(Math.Min(y, level.StripRows - 1))[left..];
            Span<T> row = _tile.AsSpan(y * _tileSide, _tileSide);
            int width = Math.Min(_tileSide, source.Length);
            source[..width].CopyTo(row);
            row[width..].Fill(source[width - 1]);
            for (int x = _tileSide - 1; x > 0; x--)
            {
                row[x] = unchecked(row[x] - row[x - 1]);
            }
        }

        _packed.SetLength(0);
        using (ZLibStream zlib = new(_packed, _deflate, leaveOpen: true))
        {
            zlib.Write(MemoryMarshal.AsBytes(_tile.AsSpan()));
        }

        return _packed.GetBuffer().AsSpan(0, (int)_packed.Length);
    }

    private byte[] Header()
    {
        uint first = (uint)(8 + Structure.Length + 1) & ~1u;
        uint size = first + (uint)_levels.Sum(level => Directory(level, 0).Length);
        uint[] tilesAt = new uint[_levels.Count];
        long next = size;
        for (int i = _levels.Count - 1; i >= 0; i--)
        {
            tilesAt[i] = checked((uint)next);
            next += _levels[i].Tiles.Sum(static t => t.Length + 8L);
        }

        byte[] header = new byte[size];
        "II*\0"u8.CopyTo(header);
        MemoryMarshal.AsBytes([first]).CopyTo(header.AsSpan(4));
        Encoding.ASCII.GetBytes(Structure).CopyTo(header, 8);
        uint at = first;
        for (int i = 0; i < _levels.Count; i++)
        {
            TiffDirectory directory = Directory(_levels[i], tilesAt[i]);
            uint following = at + (uint)directory.Length;
            directory.ToBytes(at, i == _levels.Count - 1 ? 0 : following).CopyTo(header, (int)at);
            at = following;
        }

        return header;
    }

    private TiffDirectory Directory(CogLevel<T> level, uint tilesAt)
    {
        uint[] offsets = new uint[level.Tiles.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = checked(tilesAt + 4);
            tilesAt = checked(tilesAt + (uint)level.Tiles[i].Length + 8);
        }

        bool full = level == _levels[0];
        TiffDirectory directory = new();
        directory.AddLongs(254, full ? 0u : 1u); // NewSubfileType: 1 = reduced resolution
        directory.AddLongs(256, (uint)level.Width);
        directory.AddLongs(257, (uint)level.Height);
        directory.AddShorts(258, (ushort)(8 * Marshal.SizeOf<T>()));
        directory.AddShorts(259, 8); // Compression: DEFLATE
        directory.AddShorts(262, 1); // Photometric: black is zero
        directory.AddShorts(277, 1); // SamplesPerPixel
        directory.AddShorts(284, 1); // PlanarConfiguration: chunky
        directory.AddShorts(317, 2); // Predictor: horizontal differences
        directory.AddShorts(322, (ushort)_tileSide);
        directory.AddShorts(323, (ushort)_tileSide);
        directory.AddLongs(324, offsets);
        directory.AddLongs(325, [.. level.Tiles.Select(static t => (uint)t.Length)]);
        directory.AddShorts(339, 1); // SampleFormat: unsigned
        if (full)
        {
            directory.AddDoubles(33550, _grid.PixelSize, _grid.PixelSize, 0); // ModelPixelScale
            directory.AddDoubles(33922, 0, 0, 0, _grid.OriginX, _grid.OriginY, 0); // ModelTiepoint

            // GeoKeys: projected model, pixel is area, the EPSG code, metres.
            directory.AddShorts(34735, 1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, (ushort)_grid.Crs.Epsg, 3076, 0, 1, 9001);
        }

        directory.AddText(42113, "0"); // GDAL_NODATA
        return directory;
    }
}
