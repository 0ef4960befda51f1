using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems.Transformations;

namespace RasterFlow.Areas;

/// <summary>Moves coordinates from one reference system to another (ProjNET). Safe for concurrent use.</summary>
public sealed class CrsTransform
{
    private static readonly CoordinateTransformationFactory Factory = new();
    private readonly MathTransform? _transform;

    /// <summary>Prepares the way from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public CrsTransform(Crs from, Crs to)
    {
        From = from;
        To = to;
        _transform = from.Equals(to) ? null : Factory.CreateFromCoordinateSystems(from.System, to.System).MathTransform;
    }

    /// <summary>The system that coordinates come from.</summary>
    public Crs From { get; }

    /// <summary>The system that coordinates go to.</summary>
    public Crs To { get; }

    /// <summary>Transforms one position.</summary>
    public (double X, double Y) Apply(double x, double y) => _transform is null ? (x, y) : _transform.Transform(x, y);

    /// <summary>Transforms positions in place; both spans have the same length.</summary>
    public void Apply(Span<double> xs, Span<double> ys)
    {
        if (xs.Length != ys.Length)
        {
            throw new ArgumentException($"{xs.Length} x values but {ys.Length} y values.", nameof(ys));
        }

        if (_transform is null)
        {
            return;
        }

        for (int i = 0; i < xs.Length; i++)
        {
            (xs[i], ys[i]) = _transform.Transform(xs[i], ys[i]);
        }
    }

    /// <summary>A transformed copy of a geometry. Edges stay straight between their vertices.</summary>
    public Geometry Apply(Geometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
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
