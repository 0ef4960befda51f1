namespace RasterFlow.Vectors;

/// <summary>
/// Joins the fragments of one label and time step across blocks, given block by block in row-major order.
/// A component is handed out as soon as no later block can touch it, so only components that reach the last row of blocks are held.
/// The polygons do not depend on the block size.
/// </summary>
internal sealed class SeamStitcher(Action<PixelPolygon> emit)
{
    private readonly List<(BorderRun Run, Part Part)> _bottomAbove = [];
    private readonly List<(BorderRun Run, Part Part)> _bottomHere = [];
    private readonly List<(BorderRun Run, Part Part)> _right = [];
    private readonly List<Part> _alive = [];
    private int _aboveTaken;

    /// <summary>Components that wait for a later block.</summary>
    public int OpenCount => _alive.Count;

    /// <summary>Adds the next block of the current row of blocks.</summary>
    /// <param name="fragments">What the block holds.</param>
    /// <param name="left">The block's left edge, whole-raster column.</param>
    /// <param name="top">The block's top edge, whole-raster row.</param>
    /// <param name="right">The column after the block's last one.</param>
    public void AddBlock(LabelFragments fragments, int left, int top, int right)
    {
        foreach (PixelPolygon polygon in fragments.Finished)
        {
            emit(polygon);
        }

        Part[] parts = new Part[fragments.Open.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new Part(fragments.Open[i]);
            _alive.Add(parts[i]);
        }

        if (left > 0)
        {
            JoinSeam(_right, Attach(fragments.RunsOn(BlockSide.Left), parts), new VerticalSeam(left));
        }

        if (top > 0)
        {
            // A run never leaves its block, so the blocks of a row take the runs above them one after the other.
            int from = _aboveTaken;
            while (_aboveTaken < _bottomAbove.Count && _bottomAbove[_aboveTaken].Run.End <= right)
            {
                _aboveTaken++;
            }

            JoinSeam(_bottomAbove.GetRange(from, _aboveTaken - from), Attach(fragments.RunsOn(BlockSide.Top), parts), new HorizontalSeam(top));
        }

        _right.Clear();
        _right.AddRange(Attach(fragments.RunsOn(BlockSide.Right), parts));
        _bottomHere.AddRange(Attach(fragments.RunsOn(BlockSide.Bottom), parts));
    }

    /// <summary>Ends a row of blocks: hands out every component that does not reach the next row.</summary>
    public void EndRow()
    {
        HashSet<Part> waiting = [];
        _bottomAbove.Clear();
        foreach ((BorderRun run, Part part) in _bottomHere)
        {
            Part root = part.Root();
            waiting.Add(root);
            _bottomAbove.Add((run, root));
        }

        _bottomHere.Clear();
        _right.Clear();
        _aboveTaken = 0;
        List<Part> roots = _alive.FindAll(part => part.Root() == part);
        _alive.Clear();
        foreach (Part root in roots)
        {
            if (waiting.Contains(root))
            {
                _alive.Add(root);
            }
            else
            {
                emit(root.Finish());
            }
        }
    }

    private static List<(BorderRun Run, Part Part)> Attach(List<BorderRun> runs, Part[] parts) =>
        runs.ConvertAll(run => (run, parts[run.Component]));

    /// <summary>Unites what meets across a seam, and gives outline to what meets nothing there.</summary>
    private static void JoinSeam<TSeam>(List<(BorderRun Run, Part Part)> before, List<(BorderRun Run, Part Part)> after, TSeam seam)
        where TSeam : struct, ISeam
    {
        int i = 0;
        int j = 0;
        int at = 0;
        while (i < before.Count || j < after.Count)
        {
            BorderRun? a = i < before.Count ? before[i].Run : null;
            BorderRun? b = j < after.Count ? after[j].Run : null;
            at = Math.Max(at, Math.Min(a?.Start ?? int.MaxValue, b?.Start ?? int.MaxValue));
            bool inA = a is { } runA && runA.Start <= at;
            bool inB = b is { } runB && runB.Start <= at;
            int end = Math.Min(a is { } x ? (inA ? x.End : x.Start) : int.MaxValue, b is { } y ? (inB ? y.End : y.Start) : int.MaxValue);
            if (inA && inB)
            {
                Part.Unite(before[i].Part, after[j].Part);
            }
            else if (inA)
            {
                before[i].Part.Root().Chains.Add(seam.EdgeOfBefore(at, end));
            }
            else if (inB)
            {
                after[j].Part.Root().Chains.Add(seam.EdgeOfAfter(at, end));
            }

            at = end;
            i += a?.End == end ? 1 : 0;
            j += b?.End == end ? 1 : 0;
        }
    }

    private interface ISeam
    {
        PixelCorner[] EdgeOfBefore(int start, int end);

        PixelCorner[] EdgeOfAfter(int start, int end);
    }

    private readonly struct VerticalSeam(int x) : ISeam
    {
        public PixelCorner[] EdgeOfBefore(int start, int end) => [new(x, end), new(x, start)];

        public PixelCorner[] EdgeOfAfter(int start, int end) => [new(x, start), new(x, end)];
    }

    private readonly struct HorizontalSeam(int y) : ISeam
    {
        public PixelCorner[] EdgeOfBefore(int start, int end) => [new(start, y), new(end, y)];

        public PixelCorner[] EdgeOfAfter(int start, int end) => [new(end, y), new(start, y)];
    }

    /// <summary>A node of the union-find forest; a root holds everything of its component so far.</summary>
    private sealed class Part(OpenComponent component)
    {
        private Part? _parent;
        private PolygonStatistics _statistics = component.Statistics;
        private List<PixelCorner[]> _rings = component.Rings;

        public List<PixelCorner[]> Chains { get; private set; } = component.Chains;

        public static void Unite(Part one, Part other)
        {
            Part a = one.Root();
            Part b = other.Root();
            if (a == b)
            {
                return;
            }

            if (a.Weight < b.Weight)
            {
                (a, b) = (b, a);
            }

            a.Chains.AddRange(b.Chains);
            a._rings.AddRange(b._rings);
            a._statistics += b._statistics;
            b._parent = a;
            b.Chains = [];
            b._rings = [];
        }

        public Part Root()
        {
            Part at = this;
            while (at._parent is { } parent)
            {
                at._parent = parent._parent ?? parent;
                at = parent;
            }

            return at;
        }

        public PixelPolygon Finish()
        {
            RingLinker.Link(Chains, _rings);
            return PixelPolygon.FromRings(_statistics, _rings);
        }

        private int Weight => Chains.Count + _rings.Count;
    }
}
