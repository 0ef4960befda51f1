using System.Runtime.InteropServices;

namespace RasterFlow.Tiles;

/// <summary>
/// The paths of one feature, side by side in one list that is used again: a shell and its holes (open rings), lines, or points.
/// A shell has positive area by the surveyor's formula and holes have negative area (Mapbox Vector Tile 2.1, section 4.3.4.4).
/// </summary>
internal sealed class Shape
{
    private readonly List<GridPoint> _points = [];
    private readonly List<int> _ends = [];

    public ShapeKind Kind { get; private set; }

    /// <summary>Rings, lines, or one part that holds all points.</summary>
    public int PartCount => _ends.Count;

    /// <summary>Positions of all parts.</summary>
    public Span<GridPoint> Points => CollectionsMarshal.AsSpan(_points);

    /// <summary>Where each part ends in <see cref="Points"/>.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    private int OpenStart => _ends.Count == 0 ? 0 : _ends[^1];

    private int LeastPoints => Kind switch
    {
        ShapeKind.Polygon => 3,
        ShapeKind.Lines => 2,
        _ => 1,
    };

    public void Clear(ShapeKind kind)
    {
        Kind = kind;
        _points.Clear();
        _ends.Clear();
    }

    public Span<GridPoint> Part(int index) => Points[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    public void Add(GridPoint point) => _points.Add(point);

    /// <summary>Adds a point unless it repeats the one before.</summary>
    public void AddStep(GridPoint point)
    {
        if (_points.Count == OpenStart || _points[^1] != point)
        {
            _points.Add(point);
        }
    }

    public void Add(ReadOnlySpan<GridPoint> points) => _points.AddRange(points);

    /// <summary>Ends a part; takes it back when it has too few points. A shell that is taken back leaves its holes nothing to lie in.</summary>
    /// <returns>Whether the part is there.</returns>
    public bool EndPart()
    {
        int start = OpenStart;
        if (Kind == ShapeKind.Polygon && _points.Count - start > 1 && _points[^1] == _points[start])
        {
            _points.RemoveAt(_points.Count - 1);
        }

        if (_points.Count - start < LeastPoints)
        {
            _points.RemoveRange(start, _points.Count - start);
            return false;
        }

        _ends.Add(_points.Count);
        return true;
    }

    /// <summary>Drops the last part.</summary>
    public void DropPart()
    {
        _ends.RemoveAt(_ends.Count - 1);
        _points.RemoveRange(OpenStart, _points.Count - OpenStart);
    }

    /// <summary>A trapezoid with a level bottom and upright sides: a shell, or a hole of the shell that is there.</summary>
    public void AddTrapezoid(double left, double bottom, (int Width, int Left, int Right) size)
    {
        Add(new GridPoint(left, bottom - size.Left));
        AddStep(new GridPoint(left + size.Width, bottom - size.Right));
        AddStep(new GridPoint(left + size.Width, bottom));
        AddStep(new GridPoint(left, bottom));
        if (EndPart() && PartCount > 1)
        {
            Part(PartCount - 1).Reverse();
        }
    }

    /// <summary>A polygon's area less its holes.</summary>
    public double NetArea
    {
        get
        {
            double area = 0;
            for (int part = 0; part < PartCount; part++)
            {
                area += AreaOf(Part(part));
            }

            return area;
        }
    }

    public GridBox Box() => GridBox.Of(Kind == ShapeKind.Polygon ? Part(0) : Points);

    /// <summary>Signed area of a ring; relative to its first corner, because the differences are small and the coordinates are not.</summary>
    public static double AreaOf(ReadOnlySpan<GridPoint> ring)
    {
        GridPoint origin = ring[0];
        double sum = 0;
        for (int i = 1; i + 1 < ring.Length; i++)
        {
            sum += ((ring[i].X - origin.X) * (ring[i + 1].Y - origin.Y)) - ((ring[i + 1].X - origin.X) * (ring[i].Y - origin.Y));
        }

        return sum / 2;
    }
}
