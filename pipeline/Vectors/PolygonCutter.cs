using NetTopologySuite.Algorithm;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>
/// Cuts a valid polygon in two along a line of constant x or y, in time that grows with its vertices. The line is laid between the vertices' coordinates, so
/// that every edge either crosses it or does not; the crossings, sorted along the line, begin and end its inside by turns. Both sides get the same
/// crossings: they meet without a gap.
/// </summary>
internal sealed class PolygonCutter
{
    private readonly Polygon _polygon;
    private readonly bool _alongX;
    private readonly double _at;
    private readonly List<Chain> _chains = [];
    private readonly List<Crossing> _crossings = [];
    private readonly List<IReadOnlyList<Coordinate>>[] _outlines = [[], []];
    private readonly List<LinearRing>[] _shells = [[], []];
    private readonly List<LinearRing>[] _holes = [[], []];

    private PolygonCutter(Polygon polygon, bool alongX, double at) => (_polygon, _alongX, _at) = (polygon, alongX, at);

    /// <summary>Cuts a polygon about the middle of its box, across the longer side.</summary>
    /// <param name="polygon">Valid, not empty.</param>
    /// <returns>The polygons of both sides, each connected; null where numbers are too close to each other to tell inside from outside.</returns>
    public static List<Polygon>? Halve(Polygon polygon)
    {
        Envelope box = polygon.EnvelopeInternal;
        bool alongX = box.Width > box.Height;
        double middle = alongX ? box.Centre.X : box.Centre.Y;
        double next = alongX ? box.MaxX : box.MaxY;
        bool isTaken = false;
        foreach (Coordinate place in polygon.Coordinates)
        {
            double value = alongX ? place.X : place.Y;
            isTaken |= value == middle;
            next = value > middle && value < next ? value : next;
        }

        double at = isTaken ? middle + ((next - middle) / 2) : middle;
        return (isTaken && at == middle) || at >= next ? null : new PolygonCutter(polygon, alongX, at).Cut();
    }

    private List<Polygon>? Cut()
    {
        CutRing(_polygon.Shell, isHole: false);
        foreach (LinearRing hole in _polygon.Holes)
        {
            CutRing(hole, isHole: true);
        }

        if (!TrySortCrossings())
        {
            return null;
        }

        TraceChains();
        List<Polygon> pieces = [];
        return TryAssemble(0, pieces) && TryAssemble(1, pieces) ? pieces : null;
    }

    private int SideOf(Coordinate place) => (_alongX ? place.X : place.Y) < _at ? 0 : 1;

    /// <summary>Cuts a ring into chains, each from one crossing to the next; the inside is on the left of all of them.</summary>
    private void CutRing(LinearRing ring, bool isHole)
    {
        Coordinate[] places = ring.Coordinates;
        int count = places.Length - 1;
        if (Orientation.IsCCW(places) == isHole)
        {
            places = [.. places.Reverse()];
        }

        int first = 1;
        while (first <= count && SideOf(places[first]) == SideOf(places[first - 1]))
        {
            first++;
        }

        if (first > count)
        {
            _outlines[SideOf(places[0])].Add(places[..count]);
            return;
        }

        Chain head = Begin(places[first - 1], places[first]);
        Chain chain = head;
        chain.Places.Add(places[first]);
        for (int i = first + 1; i < first + count; i++)
        {
            Coordinate place = places[i % count];
            if (SideOf(place) != chain.Side)
            {
                Chain next = Begin(places[(i - 1) % count], place);
                chain.End = next.Start;
                chain = next;
            }

            chain.Places.Add(place);
        }

        chain.End = head.Start;
    }

    private Chain Begin(Coordinate from, Coordinate to)
    {
        Crossing crossing = _alongX ? new(new(_at, Interpolate(from.X, from.Y, to.X, to.Y)), SideOf(to)) : new(new(Interpolate(from.Y, from.X, to.Y, to.X), _at), SideOf(to));
        Chain chain = new(SideOf(to), crossing);
        crossing.Next = chain;
        _chains.Add(chain);
        _crossings.Add(crossing);
        return chain;
    }

    private double Interpolate(double from, double valueFrom, double to, double valueTo) => valueFrom + ((_at - from) / (to - from) * (valueTo - valueFrom));

    /// <summary>Sorts the crossings to the left of one who looks from the lower to the upper side; false when they do not begin and end the inside by turns.</summary>
    private bool TrySortCrossings()
    {
        // The inside is on the left of an edge to the upper side: where y grows on a line of constant x, where x falls on one of constant y.
        _crossings.Sort((one, other) => _alongX ? one.Place.Y.CompareTo(other.Place.Y) : other.Place.X.CompareTo(one.Place.X));
        for (int i = 0; i < _crossings.Count; i++)
        {
            Crossing crossing = _crossings[i];
            crossing.Rank = i;
            if (crossing.To != 1 - (i & 1) || (i > 0 && crossing.Place.Equals2D(_crossings[i - 1].Place)))
            {
                return false;
            }
        }

        return _crossings.Count % 2 == 0;
    }

    /// <summary>Follows chains, and the line from the end of each to the other end of the inside that begins or ends there.</summary>
    private void TraceChains()
    {
        foreach (Chain start in _chains)
        {
            if (start.IsTraced)
            {
                continue;
            }

            List<Coordinate> places = [];
            for (Chain chain = start; !chain.IsTraced; chain = _crossings[chain.End!.Rank ^ 1].Next!)
            {
                chain.IsTraced = true;
                places.Add(chain.Start.Place);
                places.AddRange(chain.Places);
                places.Add(chain.End!.Place);
            }

            _outlines[start.Side].Add(places);
        }
    }

    private void AddRing(int side, IReadOnlyList<Coordinate> places)
    {
        LinearRing ring = _polygon.Factory.CreateLinearRing([.. places, places[0]]);
        (Orientation.IsCCW(ring.CoordinateSequence) ? _shells : _holes)[side].Add(ring);
    }

    /// <summary>Makes polygons of one side's outlines; false when numbers are too close to each other to tell which ring goes where.</summary>
    private bool TryAssemble(int side, List<Polygon> pieces)
    {
        if (!TouchingRings.TryPart(_outlines[side], places => AddRing(side, places)))
        {
            return false;
        }

        Shell[] shells = [.. _shells[side].Select(static ring => new Shell(ring))];
        foreach (LinearRing hole in _holes[side])
        {
            Shell[] around = [.. shells.Where(shell => shell.Ring.EnvelopeInternal.Covers(hole.EnvelopeInternal))];
            Shell? owner = around.Length == 1 ? around[0] : Array.Find(around, shell => shell.Holds(hole));
            if (owner is null)
            {
                return false;
            }

            owner.Holes.Add(hole);
        }

        pieces.AddRange(shells.Select(shell => _polygon.Factory.CreatePolygon(shell.Ring, [.. shell.Holes])));
        return true;
    }

    /// <summary>Where an edge crosses the line.</summary>
    /// <param name="place">The place, on the line.</param>
    /// <param name="to">The side that the edge goes to.</param>
    private sealed class Crossing(Coordinate place, int to)
    {
        public Coordinate Place => place;

        public int To => to;

        public int Rank { get; set; }

        /// <summary>The chain that begins here.</summary>
        public Chain? Next { get; set; }
    }

    /// <summary>Vertices of a ring on one side, between two crossings.</summary>
    private sealed class Chain(int side, Crossing start)
    {
        public int Side => side;

        public Crossing Start => start;

        public Crossing? End { get; set; }

        public List<Coordinate> Places { get; } = [];

        public bool IsTraced { get; set; }
    }

    private sealed class Shell(LinearRing ring)
    {
        private readonly Lazy<IndexedPointInAreaLocator> _locator = new(() => new IndexedPointInAreaLocator(ring));

        public LinearRing Ring => ring;

        public List<LinearRing> Holes { get; } = [];

        /// <summary>Whether a ring that does not cross this one lies in it: by its first vertex that is not on both.</summary>
        public bool Holds(LinearRing hole) => hole.Coordinates.Select(_locator.Value.Locate).FirstOrDefault(static where => where != Location.Boundary, Location.Exterior) == Location.Interior;
    }
}
