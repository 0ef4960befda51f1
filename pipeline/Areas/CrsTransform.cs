using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>
/// Moves coordinates from one reference system to another: back to degrees by the one's projection, and on by the other's. Datums are taken as one
/// (all that <see cref="Crs"/> lets in coincide within a metre). Positions that a projection cannot reach are infinite. Safe for concurrent use.
/// </summary>
public sealed class CrsTransform
{
    private readonly CrsProjection? _back;
    private readonly CrsProjection? _on;
    private readonly bool _same;

    /// <summary>Prepares the way from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public CrsTransform(Crs from, Crs to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        From = from;
        To = to;
        _same = from.Equals(to);
        _back = from.Projection;
        _on = to.Projection;
    }

    /// <summary>The system that coordinates come from.</summary>
    public Crs From { get; }

    /// <summary>The system that coordinates go to.</summary>
    public Crs To { get; }

    /// <summary>Transforms one position.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        if (_same)
        {
            return (x, y);
        }

        (double longitude, double latitude) = _back is null ? (x, y) : _back.Inverse(x, y);
        return _on is null || double.IsInfinity(longitude) ? (longitude, latitude) : _on.Forward(longitude, latitude);
    }

    /// <summary>Transforms positions in place; both spans have the same length.</summary>
    public void Apply(Span<double> xs, Span<double> ys)
    {
        if (xs.Length != ys.Length)
        {
            throw new ArgumentException($"{xs.Length} x values but {ys.Length} y values.", nameof(ys));
        }

        for (int i = 0; i < xs.Length; i++)
        {
            (xs[i], ys[i]) = Apply(xs[i], ys[i]);
        }
    }

    /// <summary>A transformed copy of a geometry; the geometry itself when both systems are one. Edges stay straight between their vertices.</summary>
    public Geometry Apply(Geometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (_same)
        {
            return geometry;
        }

        Geometry copy = geometry.Copy();
        copy.Apply(new VertexFilter(this));
        copy.GeometryChanged();
        return copy;
    }

    /// <summary>
    /// The box in <see cref="To"/> that holds a box in <see cref="From"/>, from positions along all four edges
    /// (edges bend: corners alone are not enough).
    /// </summary>
    public Envelope Apply(Envelope box)
    {
        ArgumentNullException.ThrowIfNull(box);
        const int StepsPerEdge = 32;
        Envelope result = new();
        for (int i = 0; i <= StepsPerEdge; i++)
        {
            double x = box.MinX + (box.Width * i / StepsPerEdge);
            double y = box.MinY + (box.Height * i / StepsPerEdge);
            Include(x, box.MinY);
            Include(x, box.MaxY);
            Include(box.MinX, y);
            Include(box.MaxX, y);
        }

        return result;

        void Include(double x, double y)
        {
            (double tx, double ty) = Apply(x, y);
            result.ExpandToInclude(tx, ty);
        }
    }

    private sealed class VertexFilter(CrsTransform transform) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            (double x, double y) = transform.Apply(seq.GetX(i), seq.GetY(i));
            seq.SetX(i, x);
            seq.SetY(i, y);
        }
    }
}
