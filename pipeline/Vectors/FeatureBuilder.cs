using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Vectors;

/// <summary>Turns polygons on pixel corners into features in EPSG:4326.</summary>
internal sealed class FeatureBuilder(RasterGrid grid)
{
    /// <summary>
    /// In a grid whose straight lines bend on the way to EPSG:4326 (UTM), edges get a vertex at every so many pixel lines. At 10 m pixels the
    /// remaining bend is below 0.25 m at 60 degrees latitude: no outline can cross another one.
    /// </summary>
    private const int StraightPixels = 256;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326, PackedCoordinateSequenceFactory.DoubleFactory);

    private readonly CrsTransform _toWgs84 = new(grid.Crs, Crs.Wgs84);
    private readonly bool _bends = grid.Crs.Epsg is not (3857 or 4326);

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

    /// <summary>The feature of a polygon.</summary>
    public VectorFeature Build(PixelPolygon polygon, string label, DateOnly time, long id, bool withScore)
    {
        LinearRing[] holes = new LinearRing[polygon.Holes.Length];
        for (int i = 0; i < holes.Length; i++)
        {
            holes[i] = RingOf(polygon.Holes[i]);
        }

        Polygon geometry = Factory.CreatePolygon(RingOf(polygon.Shell), holes);
        return new VectorFeature
        {
            Id = id,
            Label = label,
            Time = time,
            Pixels = polygon.Statistics.Pixels,
            AreaM2 = GeodesicArea.SquareKilometres(geometry) * 1e6,
            PerimeterM = GeodesicLength.Metres(geometry),
            ScoreMean = withScore ? polygon.Statistics.ScoreMean : null,
            Geometry = geometry,
        };
    }

    private double XOf(double column) => grid.OriginX + (column * grid.PixelSize);

    private double YOf(double row) => grid.OriginY - (row * grid.PixelSize);

    private LinearRing RingOf(PixelCorner[] ring)
    {
        List<double> xs = new(ring.Length + 1);
        List<double> ys = new(ring.Length + 1);
        for (int i = 0; i < ring.Length; i++)
        {
            xs.Add(XOf(ring[i].X));
            ys.Add(YOf(ring[i].Y));
            if (_bends)
            {
                AddBetween(ring[i], ring[i + 1 == ring.Length ? 0 : i + 1], xs, ys);
            }
        }

        _toWgs84.Apply(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(xs), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ys));
        double[] packed = new double[2 * (xs.Count + 1)];
        for (int i = 0; i <= xs.Count; i++)
        {
            int from = i == xs.Count ? 0 : i;
            packed[2 * i] = xs[from];
            packed[(2 * i) + 1] = ys[from];
        }

        return Factory.CreateLinearRing(PackedCoordinateSequenceFactory.DoubleFactory.Create(packed, 2, 0));
    }

    /// <summary>Adds the positions at multiples of <see cref="StraightPixels"/> between two corners: the same ones for both polygons that share the edge.</summary>
    private void AddBetween(PixelCorner from, PixelCorner to, List<double> xs, List<double> ys)
    {
        bool horizontal = from.Y == to.Y;
        (int start, int end) = horizontal ? (from.X, to.X) : (from.Y, to.Y);
        int step = end > start ? StraightPixels : -StraightPixels;
        int first = end > start ? ((start / StraightPixels) + 1) * StraightPixels : (((start - 1) / StraightPixels) * StraightPixels);
        for (int at = first; end > start ? at < end : at > end; at += step)
        {
            xs.Add(XOf(horizontal ? at : from.X));
            ys.Add(YOf(horizontal ? from.Y : at));
        }
    }
}
