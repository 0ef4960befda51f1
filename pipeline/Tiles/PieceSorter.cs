namespace RasterFlow.Tiles;

/// <summary>
/// Sorts pieces by tile, and within a tile by arrival, in bounded memory: what does not fit is written to temporary files in sorted runs, which are
/// merged at the end.
/// </summary>
/// <param name="bytesInMemory">Pieces are written to a file when they have more bytes than this.</param>
internal sealed class PieceSorter(int bytesInMemory) : IDisposable
{
    private readonly ByteBuffer _bytes = new(1 << 20);
    private readonly List<PieceSlot> _slots = [];
    private readonly List<IPieceRun> _runs = [];

    /// <summary>Runs on disk.</summary>
    public int SpilledRuns => _runs.Count;

    /// <summary>Adds pieces.</summary>
    public void Add(PieceBatch pieces)
    {
        if (_slots.Count > 0 && _bytes.Length + (long)pieces.Bytes.Length > bytesInMemory)
        {
            Spill();
        }

        int start = _bytes.Length;
        _bytes.Write(pieces.Bytes.Span);
        foreach (PieceSlot slot in pieces.Slots)
        {
            _slots.Add(slot with { Start = start + slot.Start });
        }
    }

    /// <summary>
    /// All tiles in order, as many at a time as make a good piece of work: each slot is a whole tile, its pieces in order of arrival. Call once.
    /// </summary>
    /// <param name="firstTile">Tiles before this one are left out.</param>
    /// <param name="rent">Gives an empty batch.</param>
    /// <param name="leastBytes">A batch is full when it has this many.</param>
    public IEnumerable<PieceBatch> Drain(ulong firstTile, Func<PieceBatch> rent, int leastBytes)
    {
        SlotOrder.Sort(_slots);
        _runs.Add(new MemoryPieceRun(_bytes, _slots));
        List<IPieceRun> live = _runs.FindAll(run => MoveTo(run, firstTile));
        PieceBatch batch = rent();
        while (live.Count > 0)
        {
            ulong tile = live.Min(static run => run.Tile);
            int start = batch.Bytes.Length;
            for (int i = 0; i < live.Count; i++)
            {
                if (live[i].Tile == tile)
                {
                    live[i].AppendTo(batch.Bytes);
                    if (!live[i].MoveNext())
                    {
                        live.RemoveAt(i--);
                    }
                }
            }

            batch.Slots.Add(new PieceSlot(tile, start, batch.Bytes.Length - start));
            if (batch.Bytes.Length >= leastBytes)
            {
                yield return batch;
                batch = rent();
            }
        }

        if (batch.Slots.Count > 0)
        {
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(static run => run.Dispose());

    private static bool MoveTo(IPieceRun run, ulong firstTile)
    {
        bool found = run.MoveNext();
        while (found && run.Tile < firstTile)
        {
            run.Skip();
            found = run.MoveNext();
        }

        return found;
    }

    private void Spill()
    {
        SlotOrder.Sort(_slots);
        _runs.Add(new FilePieceRun(new MemoryPieceRun(_bytes, _slots)));
        _bytes.Clear();
        _slots.Clear();
    }
}
