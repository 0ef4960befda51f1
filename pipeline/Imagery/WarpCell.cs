using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RasterFlow.Imagery;

/// <summary>
/// Where the target pixels of one square cell lie in the source: a quadratic in column and row through nine exact positions.
/// Positions are in source pixels from the source's top left corner.
/// </summary>
internal readonly struct WarpCell
{
    private readonly Quadratics _x;
    private readonly Quadratics _y;
    private readonly int _originX;
    private readonly int _originY;
    private readonly double _inverseSize;

    /// <param name="originX">First column of the cell, in pixels of the target grid.</param>
    /// <param name="originY">First row.</param>
    /// <param name="size">Side of the cell, a power of two.</param>
    /// <param name="part">The part of the cell to fill.</param>
    /// <param name="xs">Exact x at three edges across of three edges down: [row, column], 9 values.</param>
    /// <param name="ys">Exact y.</param>
    public WarpCell(int originX, int originY, int size, PixelWindow part, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        _originX = originX;
        _originY = originY;
        _inverseSize = 1.0 / size;
        Part = part;
        _x = new Quadratics(xs);
        _y = new Quadratics(ys);
    }

    /// <summary>The target pixels to fill.</summary>
    public PixelWindow Part { get; }

    /// <summary>The position of any point of the target grid, in pixels from its top left corner.</summary>
    public (double X, double Y) At(double column, double row)
    {
        double u = (column - _originX) * _inverseSize;
        double v = (row - _originY) * _inverseSize;
        return (_x.Row(v).At(u), _y.Row(v).At(u));
    }

    /// <summary>Positions along a row of the target, one pixel apart.</summary>
    /// <param name="column">The first column; add a half for centres.</param>
    /// <param name="row">The row; add a half for centres.</param>
    /// <param name="xs">Filled with x.</param>
    /// <param name="ys">Filled with y.</param>
    public void Row(double column, double row, Span<double> xs, Span<double> ys)
    {
        double v = (row - _originY) * _inverseSize;
        _x.Row(v).Fill(column - _originX, _inverseSize, xs);
        _y.Row(v).Fill(column - _originX, _inverseSize, ys);
    }

    /// <summary>A box in the source around all positions of <see cref="Part"/>, edges of its pixels included.</summary>
    public (double Left, double Top, double Right, double Bottom) Bounds()
    {
        Span<double> xs = stackalloc double[9];
        Span<double> ys = stackalloc double[9];
        for (int i = 0; i < 9; i++)
        {
            (xs[i], ys[i]) = At(Part.X + (Part.Width * 0.5 * (i % 3)), Part.Y + (Part.Height * 0.5 * (i / 3)));
        }

        (double left, double right) = Range(xs);
        (double top, double bottom) = Range(ys);
        return (left, top, right, bottom);
    }

    /// <summary>Between three nodes a quadratic leaves their range by at most an eighth of its second difference; twice that is allowed for, in both directions.</summary>
    private static (double Low, double High) Range(ReadOnlySpan<double> nodes)
    {
        double low = double.MaxValue;
        double high = double.MinValue;
        double bend = 0;
        for (int i = 0; i < 9; i++)
        {
            low = Math.Min(low, nodes[i]);
            high = Math.Max(high, nodes[i]);
            bend += i % 3 == 1 ? Math.Abs(nodes[i - 1] - (2 * nodes[i]) + nodes[i + 1]) : 0;
            bend += i / 3 == 1 ? Math.Abs(nodes[i - 3] - (2 * nodes[i]) + nodes[i + 3]) : 0;
        }

        return (low - (bend / 4), high + (bend / 4));
    }

    /// <summary>c0 + u (c1 + u c2).</summary>
    private readonly record struct Quadratic(double C0, double C1, double C2)
    {
        public static Quadratic Through(double at0, double atHalf, double at1) =>
            new(at0, (4 * atHalf) - (3 * at0) - at1, 2 * (at0 - (2 * atHalf) + at1));

        public double At(double u) => C0 + (u * (C1 + (u * C2)));

        /// <summary>Vector lanes and the rest compute the same products and sums in the same order, so a value does not depend on where a run starts.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Fill(double first, double scale, Span<double> values)
        {
            Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
            Vector<double> index = Vector<double>.Indices + new Vector<double>(first);
            Vector<double> step = new(Vector<double>.Count);
            for (int i = 0; i < vectors.Length; i++)
            {
                Vector<double> u = index * new Vector<double>(scale);
                vectors[i] = new Vector<double>(C0) + (u * (new Vector<double>(C1) + (u * new Vector<double>(C2))));
                index += step;
            }

            for (int i = vectors.Length * Vector<double>.Count; i < values.Length; i++)
            {
                values[i] = At((first + i) * scale);
            }
        }
    }

    private readonly struct Quadratics(ReadOnlySpan<double> nodes)
    {
        private readonly Quadratic _left = Quadratic.Through(nodes[0], nodes[3], nodes[6]);
        private readonly Quadratic _middle = Quadratic.Through(nodes[1], nodes[4], nodes[7]);
        private readonly Quadratic _right = Quadratic.Through(nodes[2], nodes[5], nodes[8]);

        public Quadratic Row(double v) => Quadratic.Through(_left.At(v), _middle.At(v), _right.At(v));
    }
}
