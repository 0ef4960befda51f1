using System.Buffers.Binary;
using RasterFlow.Storage;

namespace RasterFlow.Tiles;

/// <summary>A run on disk; the file goes when the run is disposed.</summary>
internal sealed class FilePieceRun : IPieceRun
{
    /// <summary>A tile's id and the length of its pieces.</summary>
    public const int HeadBytes = sizeof(ulong) + sizeof(int);

    private const int FileBuffer = 1 << 18;

    private readonly FileStream _file = TemporaryFile.Create(".pieces", FileBuffer);

    private readonly byte[] _head = new byte[HeadBytes];
    private int _length;

    public FilePieceRun(MemoryPieceRun content)
    {
        content.WriteTo(_file);
        _file.Position = 0;
    }

    public ulong Tile { get; private set; }

    public static void WriteHead(Span<byte> head, ulong tile, int length)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(head, tile);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(ulong)..], length);
    }

    public bool MoveNext()
    {
        if (_file.ReadAtLeast(_head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
        {
            return false;
        }

        Tile = BinaryPrimitives.ReadUInt64LittleEndian(_head);
        _length = BinaryPrimitives.ReadInt32LittleEndian(_head.AsSpan(sizeof(ulong)));
        return true;
    }

    public void AppendTo(ByteBuffer output) => output.ReadFrom(_file, _length);

    public void Skip() => _file.Position += _length;

    public void Dispose() => _file.Dispose();
}
