using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Vectors;

/// <summary>Turns polygons on pixel corners, and centre lines, into geometries in EPSG:4326. Safe for concurrent use.</summary>
/// <param name="grid">The prediction's grid.</param>
/// <param name="stepsPerPixel">Units of the polygons' corners in a pixel.</param>
/// <param name="eightConnected">Whether rings may touch themselves.</param>
internal sealed class FeatureBuilder(RasterGrid grid, int stepsPerPixel = 1, bool eightConnected = false)
{
    /// <summary>
    /// In a grid whose straight lines bend on the way to EPSG:4326 (UTM), edges get a vertex at every so many pixel lines: at 10 m pixels the
    /// remaining bend is below 0.25 m at 60 degrees latitude. Neighbours bend alike, since each has a place wherever the other one has (<see cref="StepSweep"/>).
    /// </summary>
    private const int StraightPixels = 256;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326, PackedCoordinateSequenceFactory.DoubleFactory);

    private readonly CrsTransform _toWgs84 = new(grid.Crs, Crs.Wgs84);

    /// <summary>Whether straight lines of the grid bend on the way to EPSG:4326.</summary>
    public bool Bends { get; } = grid.Crs.Epsg is not (3857 or 4326);

    /// <summary>The grid's box, EPSG:4326: the extent of Hilbert keys.</summary>
    public Envelope Extent => _toWgs84.Apply(grid.Bounds);

    /// <summary>The centre of a polygon's envelope, EPSG:4326.</summary>
    public Coordinate CentreOf(PixelPolygon polygon)
    {
        (int minX, int minY, int maxX, int maxY) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        foreach (PixelCorner corner in polygon.Shell)
        {
            minX = Math.Min(minX, corner.X);
            maxX = Math.Max(maxX, corner.X);
            minY = Math.Min(minY, corner.Y);
            maxY = Math.Max(maxY, corner.Y);
        }

        (double x, double y) = _toWgs84.Apply(XOf((minX + (double)maxX) / 2), YOf((minY + (double)maxY) / 2));
        return new Coordinate(x, y);
    }

    /// <summary>The outline with its holes: valid; cut at the antimeridian.</summary>
    public Geometry Build(PixelPolygon polygon)
    {
        if (!eightConnected)
        {
            return Antimeridian.Cut(Factory.CreatePolygon(RingOf(polygon.Shell), Array.ConvertAll(polygon.Holes, RingOf)));
        }

        Polygon[] parts = [.. PolygonParts.Of(polygon).Select(part => Factory.CreatePolygon(RingOf(part.Shell), [.. part.Holes.Select(RingOf)]))];
        return Antimeridian.Cut(parts.Length == 1 ? parts[0] : Factory.CreateMultiPolygon(parts));
    }

    /// <summary>The area in square metres that a ring encloses.</summary>
    public double AreaM2(PixelCorner[] ring) => GeodesicArea.SquareKilometres(Factory.CreatePolygon(RingOf(ring))) * 1e6;

    /// <summary>A line through positions in pixels (0, 0 is the top left corner of the raster); cut at the antimeridian.</summary>
    public Geometry BuildLine(ReadOnlySpan<Coordinate> line)
    {
        double[] xs = new double[line.Length];
        double[] ys = new double[line.Length];
        for (int i = 0; i < line.Length; i++)
        {
            (xs[i], ys[i]) = (XOf(line[i].X * stepsPerPixel), YOf(line[i].Y * stepsPerPixel));
        }

        _toWgs84.Apply(xs, ys);
        return Antimeridian.Cut(Factory.CreateLineString(Pack(xs, ys, closed: false)));
    }

    private double XOf(double column) => grid.OriginX + (column / stepsPerPixel * grid.PixelSize);

    private double YOf(double row) => grid.OriginY - (row / stepsPerPixel * grid.PixelSize);

    private LinearRing RingOf(PixelCorner[] ring)
    {
        List<double> xs = new(ring.Length + 1);
        List<double> ys = new(ring.Length + 1);
        for (int i = 0; i < ring.Length; i++)
        {
            xs.Add(XOf(ring[i].X));
            ys.Add(YOf(ring[i].Y));
            if (Bends)
            {
                AddBetween(ring[i], ring[i + 1 == ring.Length ? 0 : i + 1], xs, ys);
            }
        }

        Span<double> x = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(xs);
        Span<double> y = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ys);
        _toWgs84.Apply(x, y);
        return Factory.CreateLinearRing(Pack(x, y, closed: true));
    }

    private static CoordinateSequence Pack(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, bool closed)
    {
        int count = xs.Length + (closed ? 1 : 0);
        double[] packed = new double[2 * count];
        for (int i = 0; i < count; i++)
        {
            int from = i == xs.Length ? 0 : i;
            packed[2 * i] = xs[from];
            packed[(2 * i) + 1] = ys[from];
        }

        return PackedCoordinateSequenceFactory.DoubleFactory.Create(packed, 2, 0);
    }

    /// <summary>
    /// Adds the positions at multiples of <see cref="StraightPixels"/> between two corners, along the axis on which they are farther apart: the same
    /// ones for both polygons that share the edge.
    /// </summary>
    private void AddBetween(PixelCorner from, PixelCorner to, List<double> xs, List<double> ys)
    {
        int every = StraightPixels * stepsPerPixel;
        bool flat = Math.Abs(to.X - from.X) >= Math.Abs(to.Y - from.Y);
        (int start, int end) = flat ? (from.X, to.X) : (from.Y, to.Y);
        int step = end > start ? every : -every;
        int first = end > start ? ((start / every) + 1) * every : (start - 1) / every * every;
        (PixelCorner low, PixelCorner high) = end > start ? (from, to) : (to, from);
        for (int at = first; end > start ? at < end : at > end; at += step)
        {
            // From the lower end in either direction, so that both sides compute the same number.
            double share = (at - (double)(flat ? low.X : low.Y)) / Math.Abs(end - start);
            xs.Add(XOf(flat ? at : low.X + (share * (high.X - low.X))));
            ys.Add(YOf(flat ? low.Y + (share * (high.Y - low.Y)) : at));
        }
    }
}
