using System.Runtime.InteropServices;

namespace RasterFlow.Vectors;

/// <summary>
/// Directed pieces of outlines while a raster is swept from north to south. Each has two open ends; ends grow, and meet. When the corners in memory
/// pass a limit the inner corners of long chains go to a file, and a corner that stands for them takes their place: memory then holds the ends alone.
/// </summary>
internal sealed class OutlineChains(SpillFile file, int cornersInMemory)
{
    /// <summary>Chains shorter than this stay in memory: a file access costs more than they do.</summary>
    private const int ShortChain = 64;

    /// <summary>The column of a corner that stands for others in the file; its row is the index of their place.</summary>
    private const int Spilled = int.MinValue;

    private readonly int _cornersInMemory = cornersInMemory;
    private readonly List<(long OffsetBytes, int Count)> _spills = [];
    private Corner[] _corners = new Corner[1024];
    private End[] _ends = new End[256];
    private int _cornerCount;
    private int _freeCorner = -1;
    private int _live;
    private int _endCount;
    private int _freeEnd = -1;
    private int _spillAt = cornersInMemory;

    /// <summary>Begins a chain at a corner; returns its two ends.</summary>
    public (int Tail, int Head) Begin(OutlineCorner corner)
    {
        int at = NewCorner(corner);
        int tail = NewEnd(at, isTail: true);
        int head = NewEnd(at, isTail: false);
        _ends[tail].Other = head;
        _ends[head].Other = tail;
        return (tail, head);
    }

    /// <summary>Lets an end grow to a corner.</summary>
    public void Extend(int end, OutlineCorner corner)
    {
        int at = NewCorner(corner);
        ref End grown = ref _ends[end];
        if (grown.IsTail)
        {
            _corners[grown.Corner].Next = at;
        }
        else
        {
            _corners[at].Next = grown.Corner;
        }

        grown.Corner = at;
    }

    /// <summary>Lets two ends meet at a corner.</summary>
    /// <param name="one">An end.</param>
    /// <param name="other">Another end: of the two one is a tail and one a head.</param>
    /// <param name="corner">Where they meet.</param>
    /// <param name="ring">Gets all corners of the ring when they are the ends of one chain.</param>
    /// <returns>True when a ring has closed.</returns>
    public bool Join(int one, int other, OutlineCorner corner, List<OutlineCorner> ring)
    {
        (int tail, int head) = _ends[one].IsTail ? (one, other) : (other, one);
        if (!_ends[tail].IsTail || _ends[head].IsTail)
        {
            throw new InvalidOperationException($"Two outlines run against each other at pixel corner ({corner.X}, {corner.Y}).");
        }

        int at = NewCorner(corner);
        _corners[_ends[tail].Corner].Next = at;
        _corners[at].Next = _ends[head].Corner;
        bool closes = _ends[tail].Other == head;
        if (closes)
        {
            ring.Clear();
            TakeRing(at, ring);
        }
        else
        {
            (int start, int finish) = (_ends[tail].Other, _ends[head].Other);
            _ends[start].Other = finish;
            _ends[finish].Other = start;
        }

        FreeEnd(tail);
        FreeEnd(head);
        return closes;
    }

    /// <summary>Moves inner corners to the file when there are too many. Call between rows.</summary>
    public void Trim()
    {
        if (_live <= _spillAt)
        {
            return;
        }

        for (int end = 0; end < _endCount; end++)
        {
            if (_ends[end].Corner >= 0 && !_ends[end].IsTail)
            {
                Spill(_ends[end].Corner, _ends[_ends[end].Other].Corner);
            }
        }

        _spillAt = Math.Max(_cornersInMemory, 2 * _live);
    }

    private void Spill(int first, int last)
    {
        List<OutlineCorner> inner = [];
        for (int at = _corners[first].Next; first != last && at != last; at = _corners[at].Next)
        {
            inner.Add(_corners[at].Value);
        }

        if (inner.Count < ShortChain)
        {
            return;
        }

        for (int at = _corners[first].Next; at != last;)
        {
            int next = _corners[at].Next;
            FreeCorner(at);
            at = next;
        }

        long offset = file.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(inner)));
        int stand = NewCorner(new OutlineCorner(Spilled, _spills.Count, CornerKind.None));
        _spills.Add((offset, inner.Count));
        _corners[first].Next = stand;
        _corners[stand].Next = last;
    }

    private void TakeRing(int start, List<OutlineCorner> ring)
    {
        int at = start;
        do
        {
            Append(_corners[at].Value, ring);
            int next = _corners[at].Next;
            FreeCorner(at);
            at = next;
        }
        while (at != start);
    }

    private void Append(OutlineCorner corner, List<OutlineCorner> ring)
    {
        if (corner.X != Spilled)
        {
            ring.Add(corner);
            return;
        }

        // Once for each time that the chain was trimmed: never deep.
        (long offset, int count) = _spills[corner.Y];
        OutlineCorner[] inner = new OutlineCorner[count];
        file.Read(offset, MemoryMarshal.AsBytes(inner.AsSpan()));
        foreach (OutlineCorner next in inner)
        {
            Append(next, ring);
        }
    }

    private int NewCorner(OutlineCorner value)
    {
        _live++;
        int at = _freeCorner;
        if (at >= 0)
        {
            _freeCorner = _corners[at].Next;
        }
        else
        {
            at = _cornerCount++;
            if (at == _corners.Length)
            {
                Array.Resize(ref _corners, 2 * at);
            }
        }

        _corners[at] = new Corner { Value = value, Next = -1 };
        return at;
    }

    private void FreeCorner(int at)
    {
        _live--;
        _corners[at].Next = _freeCorner;
        _freeCorner = at;
    }

    private int NewEnd(int corner, bool isTail)
    {
        int end = _freeEnd;
        if (end >= 0)
        {
            _freeEnd = _ends[end].Other;
        }
        else
        {
            end = _endCount++;
            if (end == _ends.Length)
            {
                Array.Resize(ref _ends, 2 * end);
            }
        }

        _ends[end] = new End { Corner = corner, IsTail = isTail };
        return end;
    }

    private void FreeEnd(int end)
    {
        _ends[end] = new End { Corner = -1, Other = _freeEnd };
        _freeEnd = end;
    }

    private struct Corner
    {
        public OutlineCorner Value;
        public int Next;
    }

    private struct End
    {
        public int Corner;
        public int Other;
        public bool IsTail;
    }
}
