namespace RasterFlow.Tiles;

/// <summary>A run that is still in memory.</summary>
/// <param name="bytes">The pieces.</param>
/// <param name="slots">Where they lie, sorted by tile.</param>
internal sealed class MemoryPieceRun(ByteBuffer bytes, List<PieceSlot> slots) : IPieceRun
{
    private int _start;
    private int _end;

    public ulong Tile => slots[_start].Tile;

    /// <summary>Bytes of the tile's pieces.</summary>
    public int Length
    {
        get
        {
            int length = 0;
            for (int i = _start; i < _end; i++)
            {
                length += slots[i].Length;
            }

            return length;
        }
    }

    public bool MoveNext()
    {
        _start = _end;
        while (_end < slots.Count && slots[_end].Tile == slots[_start].Tile)
        {
            _end++;
        }

        return _start < _end;
    }

    public void AppendTo(ByteBuffer output)
    {
        for (int i = _start; i < _end; i++)
        {
            output.Write(bytes.Span.Slice(slots[i].Start, slots[i].Length));
        }
    }

    public void Skip()
    {
        // MoveNext goes on behind the tile by itself.
    }

    /// <summary>Writes each tile as its id, its length and its pieces.</summary>
    public void WriteTo(Stream file)
    {
        Span<byte> head = stackalloc byte[FilePieceRun.HeadBytes];
        while (MoveNext())
        {
            FilePieceRun.WriteHead(head, Tile, Length);
            file.Write(head);
            for (int i = _start; i < _end; i++)
            {
                file.Write(bytes.Span.Slice(slots[i].Start, slots[i].Length));
            }
        }
    }

    public void Dispose()
    {
        // Nothing to give back: the sorter owns the buffers.
    }
}
