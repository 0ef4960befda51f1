using System.Runtime.InteropServices;

namespace RasterFlow.Tiles;

/// <summary>
/// Writes shapes as the geometry commands of a tile (Mapbox Vector Tile 2.1, section 4.3). Positions are rounded to the tile's grid;
/// repeated points, points on a straight line and spikes are dropped, and rings get the sign of area that their role asks for.
/// </summary>
internal sealed class GeometryWriter
{
    private const uint MoveTo = 1;
    private const uint LineTo = 2;
    private const uint ClosePath = 7 | (1 << 3);

    private readonly List<TilePoint> _points = [];
    private TilePoint _cursor;

    /// <summary>Appends a shape's commands; false, with nothing appended, when nothing is left of it.</summary>
    public bool TryWrite(Shape shape, TilePoint origin, ByteBuffer output)
    {
        _cursor = default;
        if (shape.Kind == ShapeKind.Points)
        {
            return WritePoints(shape, origin, output);
        }

        bool any = false;
        for (int part = 0; part < shape.PartCount; part++)
        {
            bool written = shape.Kind == ShapeKind.Polygon
                ? WriteRing(shape.Part(part), origin, part == 0, output)
                : WriteLine(shape.Part(part), origin, output);
            if (!written && part == 0 && shape.Kind == ShapeKind.Polygon)
            {
                return false;
            }

            any |= written;
        }

        return any;
    }

    /// <summary>Twice the area by the surveyor's formula; positive for outer rings (section 4.3.4.4).</summary>
    public static long TwiceArea(ReadOnlySpan<TilePoint> ring)
    {
        long sum = 0;
        TilePoint previous = ring[^1];
        foreach (TilePoint point in ring)
        {
            sum += ((long)previous.X * point.Y) - ((long)point.X * previous.Y);
            previous = point;
        }

        return sum;
    }

    private static TilePoint Snap(GridPoint point, TilePoint origin) =>
        new((int)Math.Floor(point.X - origin.X + 0.5), (int)Math.Floor(point.Y - origin.Y + 0.5));

    private static long Cross(TilePoint a, TilePoint b, TilePoint c) =>
        ((long)(b.X - a.X) * (c.Y - b.Y)) - ((long)(b.Y - a.Y) * (c.X - b.X));

    private bool WriteRing(ReadOnlySpan<GridPoint> ring, TilePoint origin, bool outer, ByteBuffer output)
    {
        _points.Clear();
        foreach (GridPoint point in ring)
        {
            Push(Snap(point, origin));
        }

        Span<TilePoint> points = CollectionsMarshal.AsSpan(_points)[CloseUp()..];
        if (points.Length < 3)
        {
            return false;
        }

        long area = TwiceArea(points);
        if (area == 0)
        {
            return false;
        }

        if (area > 0 != outer)
        {
            points.Reverse();
        }

        WritePath(points, output);
        output.WriteVarint(ClosePath);
        return true;
    }

    private bool WriteLine(ReadOnlySpan<GridPoint> line, TilePoint origin, ByteBuffer output)
    {
        _points.Clear();
        foreach (GridPoint point in line)
        {
            TilePoint next = Snap(point, origin);
            if (_points.Count == 0 || _points[^1] != next)
            {
                _points.Add(next);
            }
        }

        if (_points.Count < 2)
        {
            return false;
        }

        WritePath(CollectionsMarshal.AsSpan(_points), output);
        return true;
    }

    private bool WritePoints(Shape shape, TilePoint origin, ByteBuffer output)
    {
        ReadOnlySpan<GridPoint> points = shape.Points;
        if (points.Length > 0)
        {
            output.WriteVarint(MoveTo | ((uint)points.Length << 3));
            foreach (GridPoint point in points)
            {
                Move(Snap(point, origin), output);
            }
        }

        return points.Length > 0;
    }

    private void WritePath(ReadOnlySpan<TilePoint> points, ByteBuffer output)
    {
        output.WriteVarint(MoveTo | (1 << 3));
        Move(points[0], output);
        output.WriteVarint(LineTo | ((uint)(points.Length - 1) << 3));
        foreach (TilePoint point in points[1..])
        {
            Move(point, output);
        }
    }

    private void Move(TilePoint to, ByteBuffer output)
    {
        output.WriteZigZag(to.X - _cursor.X);
        output.WriteZigZag(to.Y - _cursor.Y);
        _cursor = to;
    }

    private void Push(TilePoint next)
    {
        while (_points.Count > 0)
        {
            if (_points[^1] == next)
            {
                return;
            }

            if (_points.Count < 2 || Cross(_points[^2], _points[^1], next) != 0)
            {
                break;
            }

            _points.RemoveAt(_points.Count - 1);
        }

        _points.Add(next);
    }

    /// <summary>The same across the ring's start; returns where the ring begins now.</summary>
    private int CloseUp()
    {
        int first = 0;
        while (_points.Count - first >= 3)
        {
            if (_points[^1] == _points[first] || Cross(_points[^2], _points[^1], _points[first]) == 0)
            {
                _points.RemoveAt(_points.Count - 1);
            }
            else if (Cross(_points[^1], _points[first], _points[first + 1]) == 0)
            {
                first++;
            }
            else
            {
                break;
            }
        }

        return first;
    }
}
