using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>Cuts features into the pieces of every tile and zoom. What is too small to be drawn adds up to squares, so a zoom's total area stays true.</summary>
internal sealed class FeatureTiler
{
    private readonly TileOptions _options;
    private readonly PyramidClipper _clipper;
    private readonly int _maxZoom;
    private readonly Dictionary<(int Zoom, string Layer), double> _tinyAreas = [];

    public FeatureTiler(TileOptions options, int maxZoom)
    {
        _options = options;
        _maxZoom = maxZoom;
        _clipper = new PyramidClipper(options.Buffer);
    }

    /// <summary>Hands out the pieces of one feature.</summary>
    public void Cut(VectorFeature feature, string layer, Action<TileId, List<TilePoint[]>> emit)
    {
        double largest = WeightAt(_options.MinZoom);
        foreach (Geometry geometry in PolygonExtracter.GetPolygons(feature.Geometry))
        {
            if (WorldPolygon.From((Polygon)geometry, largest) is { } polygon)
            {
                for (int zoom = _options.MinZoom; zoom <= _maxZoom; zoom++)
                {
                    CutAt(zoom, polygon, layer, emit);
                }
            }
        }
    }

    private static double ScaleAt(int zoom) => (double)TileOptions.Extent * (1L << zoom);

    private double WeightAt(int zoom) => Math.Pow(_options.SimplifyTolerance / ScaleAt(zoom), 2);

    private void CutAt(int zoom, WorldPolygon polygon, string layer, Action<TileId, List<TilePoint[]>> emit)
    {
        double scale = ScaleAt(zoom);
        ref double tiny = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_tinyAreas, (zoom, layer), out _);
        double area = polygon.NetArea * scale * scale;
        if (area < _options.TinyArea)
        {
            tiny += area;
            if (TakeSquare(ref tiny, polygon.CentreOf(0), scale) is { } square)
            {
                _clipper.Cut(zoom, [square], emit);
            }

            return;
        }

        double weight = WeightAt(zoom);
        List<(double X, double Y)[]> rings = [polygon.Ring(0, weight, scale)];
        double filled = 0;
        for (int ring = 1; ring < polygon.RingCount; ring++)
        {
            double hole = polygon.AreaOf(ring) * scale * scale;
            if (hole >= _options.TinyArea)
            {
                rings.Add(polygon.Ring(ring, weight, scale));
                continue;
            }

            filled += hole;
            if (TakeSquare(ref filled, polygon.CentreOf(ring), scale) is { } square)
            {
                rings.Add(square);
            }
        }

        // Holes that were filled for good: so much less of the layer is drawn elsewhere.
        tiny -= filled;
        _clipper.Cut(zoom, rings, emit);
    }

    /// <summary>A square of whole units for the area that has added up, if it is enough; takes its area away.</summary>
    private (double X, double Y)[]? TakeSquare(ref double sum, (double X, double Y) centre, double scale)
    {
        if (sum < _options.TinyArea || sum < 1)
        {
            return null;
        }

        double side = Math.Floor(Math.Sqrt(sum));
        sum -= side * side;
        double left = Math.Round((centre.X * scale) - (side / 2));
        double top = Math.Round((centre.Y * scale) - (side / 2));
        return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)];
    }
}
