namespace RasterFlow.Samples.Cogs;

/// <summary>
/// Where compressed tiles wait until the header's size is known: a file beside the target, gone when disposed. A COG holds its overviews
/// before its full resolution, but they are made after it.
/// </summary>
internal sealed class TileSpool(string path) : IDisposable
{
    private readonly FileStream _file = new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.ReadWrite,
        BufferSize = 1 << 16,
        Options = FileOptions.DeleteOnClose,
    });

    /// <summary>Appends a tile.</summary>
    public SpooledTile Add(ReadOnlySpan<byte> tile)
    {
        SpooledTile spooled = new(_file.Length, tile.Length);
        _file.Position = spooled.Position;
        _file.Write(tile);
        _file.Flush();
        return spooled;
    }

    /// <summary>Reads a tile back.</summary>
    public byte[] Read(SpooledTile tile)
    {
        byte[] bytes = new byte[tile.Length];
        _file.Position = tile.Position;
        _file.ReadExactly(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>A tile's place in the spool.</summary>
/// <param name="Position">Bytes from its start.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct SpooledTile(long Position, int Length);
