using System.Runtime.InteropServices;

namespace RasterFlow.Vectors;

/// <summary>
/// Turns the rows of one label, from north to south, into polygons: joins runs of neighbouring rows into regions, and follows their outlines along
/// pixel edges, with the region on the left. Along the line between two rows only the ends of runs matter, so the work grows with the runs and not
/// with the pixels. Outlines do not know of blocks: the polygons are the same however the rows were put together.
/// Where four edges meet at a corner a 4-connected outline stays with its pixel and an 8-connected one crosses over, as GDALPolygonize does.
/// A polygon is handed out with its last row. Memory holds the ends of outlines and regions that reach the row at hand, a bounded number of corners
/// (more go to a file), and one polygon at a time.
/// </summary>
internal sealed class RegionSweep : IDisposable
{
    /// <summary>Corners in memory, for open outlines and for closed rings of open regions each.</summary>
    public const int DefaultCorners = 500_000;

    /// <summary>Corners of the largest polygon: with 16 bytes each it fills a row's binary geometry (2 GB) by half.</summary>
    private const long MostCorners = 64_000_000;

    private readonly bool _eight;
    private readonly Action<PixelPolygon> _emit;
    private readonly RingFinisher _finisher;
    private readonly SpillFile _file = new();
    private readonly OutlineChains _chains;
    private readonly RegionRings _rings;
    private readonly List<OutlineCorner> _ring = [];
    private SweepRow _above = new();
    private SweepRow _below = new();
    private int _pending;
    private int _y;

    /// <summary>Prepares a sweep.</summary>
    /// <param name="connectivity">4 or 8.</param>
    /// <param name="emit">Gets every polygon.</param>
    /// <param name="simplifier">Simplifies rings; null keeps every corner.</param>
    /// <param name="cornersInMemory">How many corners may stay in memory.</param>
    public RegionSweep(int connectivity, Action<PixelPolygon> emit, ArcSimplifier? simplifier = null, int cornersInMemory = DefaultCorners)
    {
        _eight = connectivity == 8;
        _emit = emit;
        _finisher = new RingFinisher(split: !_eight, simplifier);
        _chains = new OutlineChains(_file, cornersInMemory);
        _rings = new RegionRings(_file, cornersInMemory);
    }

    /// <summary>Regions that reach the row at hand.</summary>
    public int OpenCount => _above.Regions.Select(static region => region.Root()).Distinct().Count();

    /// <summary>Adds the next row.</summary>
    /// <param name="row">Its runs.</param>
    /// <param name="nodes">Columns along the row's upper line at which outlines keep a place, ascending.</param>
    public void AddRow(RasterRow row, List<int>? nodes = null)
    {
        _below.Clear();
        _below.Edges.AddRange(row.Edges);
        CollectionsMarshal.SetCount(_below.Ends, row.Edges.Count);
        JoinRegions();
        foreach ((int run, PolygonStatistics statistics) in row.Statistics)
        {
            Region region = _below.Regions[run].Root();
            region.Statistics += statistics;
        }

        SweepLine(CollectionsMarshal.AsSpan(nodes));
        CloseRow();
    }

    /// <summary>Ends the raster.</summary>
    public void Finish(List<int>? nodes = null) => AddRow(new RasterRow(), nodes);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void JoinRegions()
    {
        int reach = _eight ? 1 : 0;
        int above = 0;
        ReadOnlySpan<int> edgesAbove = CollectionsMarshal.AsSpan(_above.Edges);
        ReadOnlySpan<int> edges = CollectionsMarshal.AsSpan(_below.Edges);
        ReadOnlySpan<Region> regionsAbove = CollectionsMarshal.AsSpan(_above.Regions);
        for (int i = 0; i < edges.Length; i += 2)
        {
            (int start, int end) = (edges[i], edges[i + 1]);
            Region? region = null;
            while (above < regionsAbove.Length && edgesAbove[2 * above] < end + reach)
            {
                int endAbove = edgesAbove[(2 * above) + 1];
                if (endAbove + reach > start)
                {
                    Region other = regionsAbove[above];
                    region = region is null ? other.Root() : Region.Unite(region, other);
                }

                // A run that reaches beyond this one may touch the next one as well.
                if (endAbove + reach > end)
                {
                    break;
                }

                above++;
            }

            region ??= new Region();
            region.OpenRuns++;
            _below.Regions.Add(region);
        }
    }

    /// <summary>Follows all outlines across the line between two rows, from west to east.</summary>
    private void SweepLine(ReadOnlySpan<int> nodes)
    {
        _pending = -1;
        ReadOnlySpan<int> edgesAbove = CollectionsMarshal.AsSpan(_above.Edges);
        ReadOnlySpan<int> edgesBelow = CollectionsMarshal.AsSpan(_below.Edges);
        ReadOnlySpan<int> endsAbove = CollectionsMarshal.AsSpan(_above.Ends);
        Span<int> endsBelow = CollectionsMarshal.AsSpan(_below.Ends);
        (int above, int below, int node) = (0, 0, 0);
        while (true)
        {
            int upX = above < edgesAbove.Length ? edgesAbove[above] : int.MaxValue;
            int downX = below < edgesBelow.Length ? edgesBelow[below] : int.MaxValue;
            int nodeX = node < nodes.Length ? nodes[node] : int.MaxValue;
            if (upX == downX && upX < nodeX && ((above ^ below) & 1) == 0)
            {
                // What most edges do: straight on.
                endsBelow[below++] = endsAbove[above++];
                continue;
            }

            int x = Math.Min(Math.Min(upX, downX), nodeX);
            if (x == int.MaxValue)
            {
                return;
            }

            CornerKind kind = CornerKind.None;
            if (nodeX == x)
            {
                kind = CornerKind.Node;
                node++;
            }

            (bool up, bool down) = (upX == x, downX == x);
            Cross(x, above, below, (up, down), kind);
            above += up ? 1 : 0;
            below += down ? 1 : 0;
        }
    }

    /// <summary>Deals with one place on the line: edges come from above and from the west, and go on below and to the east.</summary>
    private void Cross(int x, int above, int below, (bool Up, bool Down) edges, CornerKind kind)
    {
        bool northWest = (above & 1) != 0;
        bool southWest = (below & 1) != 0;
        OutlineCorner corner = new(x, _y, kind);
        if (edges is (true, true))
        {
            if (northWest == southWest)
            {
                _below.Ends[below] = GoStraight(_above.Ends[above], corner);
            }
            else
            {
                CrossPinch(above, below, northWest, corner with { Kind = CornerKind.Pinch | CornerKind.Node });
            }
        }
        else if (edges.Up)
        {
            if (northWest != southWest)
            {
                Join(_above.Ends[above], corner, RegionAt(northWest, above, below));
            }
            else
            {
                _pending = Extend(_above.Ends[above], corner);
            }
        }
        else if (edges.Down)
        {
            if (northWest != southWest)
            {
                _below.Ends[below] = Extend(_pending, corner);
                _pending = -1;
            }
            else
            {
                Begin(below, corner);
            }
        }
        else if (_pending >= 0)
        {
            _pending = GoStraight(_pending, corner);
        }
    }

    private void CrossPinch(int above, int below, bool northWest, OutlineCorner corner)
    {
        if (northWest != _eight)
        {
            Join(_above.Ends[above], corner, RegionAt(northWest, above, below));
            Begin(below, corner);
        }
        else
        {
            _below.Ends[below] = Extend(_pending, corner);
            _pending = Extend(_above.Ends[above], corner);
        }
    }

    /// <summary>The region whose outline joins edges from above and from the west: north-west of the place or, where that pixel is outside, south-west.</summary>
    private Region RegionAt(bool northWest, int above, int below) =>
        northWest ? _above.Regions[above >> 1] : _below.Regions[below >> 1];

    private int GoStraight(int end, OutlineCorner corner) =>
        corner.Kind == CornerKind.None ? end : Extend(end, corner with { Kind = corner.Kind | CornerKind.Straight });

    private int Extend(int end, OutlineCorner corner)
    {
        _chains.Extend(end, corner);
        return end;
    }

    private void Begin(int below, OutlineCorner corner)
    {
        // The region is on the left: along the start of a run the outline runs south, so there the chain grows at its tail.
        (int tail, int head) = _chains.Begin(corner);
        (_below.Ends[below], _pending) = (below & 1) == 0 ? (tail, head) : (head, tail);
    }

    private void Join(int end, OutlineCorner corner, Region region)
    {
        int west = _pending;
        _pending = -1;
        if (_chains.Join(end, west, corner, _ring))
        {
            Region root = region.Root();
            _finisher.Finish(_ring, ring => root.EnclosedPixels += ring, ring => _rings.Add(root, ring));
        }
    }

    private void CloseRow()
    {
        foreach (Region region in CollectionsMarshal.AsSpan(_above.Regions))
        {
            Region root = region.Root();
            if (--root.OpenRuns == 0)
            {
                Emit(root);
            }
        }

        foreach (ref Region region in CollectionsMarshal.AsSpan(_below.Regions))
        {
            region = region.Root();
        }

        (_above, _below) = (_below, _above);
        _y++;
        _chains.Trim();
        _rings.Trim(_above.Regions);
    }

    private void Emit(Region region)
    {
        PolygonStatistics statistics = region.Statistics;
        if (region.EnclosedPixels != statistics.Pixels)
        {
            throw new InvalidDataException(
                $"The region at pixel ({statistics.FirstPixel.X}, {statistics.FirstPixel.Y}) has {statistics.Pixels} pixels but its rings enclose {region.EnclosedPixels}.");
        }

        if (region.Corners > MostCorners)
        {
            throw new InvalidDataException(
                $"The polygon with the pixel ({statistics.FirstPixel.X}, {statistics.FirstPixel.Y}) has {region.Corners} corners; the most that fit one row are {MostCorners}. "
                + "Raise the threshold, smooth and simplify, or take a smaller area.");
        }

        _emit(PixelPolygon.FromRings(statistics, _rings.Take(region)));
    }

    /// <summary>A row while outlines cross its lines.</summary>
    private sealed class SweepRow
    {
        /// <summary>Start and end of every run.</summary>
        public List<int> Edges { get; } = [];

        /// <summary>The chain's end at each of <see cref="Edges"/>.</summary>
        public List<int> Ends { get; } = [];

        /// <summary>The region of each run.</summary>
        public List<Region> Regions { get; } = [];

        public void Clear()
        {
            Edges.Clear();
            Ends.Clear();
            Regions.Clear();
        }
    }
}
