using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>
/// Cuts features into the pieces of every tile and zoom, one thread each. What is too small to be drawn by itself, and what rounding and simplifying
/// lose, goes to <see cref="CutBatch.Shares"/>, in order, so that <see cref="TinyLedger"/> keeps each zoom's total area true whatever the threads do.
/// </summary>
internal sealed class FeatureCutter(TileOptions options, ZoomScale zooms)
{
    private readonly Shape _world = new();
    private readonly Shape _grid = new();
    private readonly List<double> _areas = [];
    private readonly CornerWeights _corners = new();
    private readonly PyramidClipper _clipper = new(options.Buffer);
    private readonly ByteBuffer _attributes = new();
    private readonly ByteBuffer _detailed = new();
    private readonly int _detailZoom = options.DetailZoom(zooms.Max);
    private CutBatch _batch = new();
    private int _layer;
    private int _day;

    /// <summary>Cuts a batch's features.</summary>
    public void Cut(CutBatch batch)
    {
        _batch = batch;
        foreach ((VectorFeature feature, int label, int layer) in batch.Features)
        {
            batch.Bounds.ExpandToInclude(feature.Geometry.EnvelopeInternal);
            Cut(feature.Geometry, kind => PieceAttributes.Of(feature, layer, label, kind));
        }
    }

    private void Cut(Geometry geometry, Func<ShapeKind, PieceAttributes> attributes)
    {
        switch (geometry)
        {
            case GeometryCollection parts:
                foreach (Geometry part in parts.Geometries)
                {
                    Cut(part, attributes);
                }

                break;
            case Polygon polygon when WorldProjection.TryProject(polygon, _world):
                Describe(attributes(ShapeKind.Polygon));
                CutPolygon();
                break;
            case LineString { IsEmpty: false } line:
                _world.Clear(ShapeKind.Lines);
                WorldProjection.Project(line.CoordinateSequence, _world);
                Describe(attributes(ShapeKind.Lines));
                CutLine();
                break;
            case NetTopologySuite.Geometries.Point { IsEmpty: false } point:
                _world.Clear(ShapeKind.Points);
                WorldProjection.Project(point.CoordinateSequence, _world);
                Describe(attributes(ShapeKind.Points));
                CutPoint();
                break;
        }
    }

    private void Describe(PieceAttributes attributes)
    {
        (_layer, _day) = (attributes.Layer, attributes.Day);
        _attributes.Clear();
        (attributes with { Detail = null }).Write(_attributes);
        _detailed.Clear();
        attributes.Write(_detailed);
    }

    private void CutPolygon()
    {
        _areas.Clear();
        double net = 0;
        for (int ring = 0; ring < _world.PartCount; ring++)
        {
            _areas.Add(Shape.AreaOf(_world.Part(ring)));
            net += _areas[ring];
        }

        int first = zooms.FirstAbove(net, ShapeKind.Polygon, options.TinyArea);
        Share(ShapeKind.Polygon, net, first);
        if (first > zooms.Max)
        {
            return;
        }

        ReadOnlySpan<double> weights = _corners.Weigh(_world, WeightAt(first));
        for (int zoom = first; zoom <= zooms.Max; zoom++)
        {
            double drawn = DrawRings(zoom, weights);
            _batch.Losses.Add(ZoomScale.Units(net, ShapeKind.Polygon, zoom) - drawn);
            if (drawn != 0)
            {
                _clipper.Cut(zoom, _grid, Emit);
            }
        }
    }

    private void CutLine()
    {
        if (_world.PartCount == 0)
        {
            return;
        }

        double length = LengthOf(_world.Part(0));
        int first = zooms.FirstAbove(length, ShapeKind.Lines, options.TinyLength);
        Share(ShapeKind.Lines, length, first);
        if (first > zooms.Max)
        {
            return;
        }

        ReadOnlySpan<double> weights = _corners.Weigh(_world, WeightAt(first));
        for (int zoom = first; zoom <= zooms.Max; zoom++)
        {
            _grid.Clear(ShapeKind.Lines);
            AddPart(0, weights, zoom);
            if (_grid.EndPart())
            {
                _clipper.Cut(zoom, _grid, Emit);
            }
        }
    }

    private void CutPoint()
    {
        _batch.HasPoints = true;
        for (int zoom = zooms.Min; zoom <= zooms.Max; zoom++)
        {
            double scale = ZoomScale.UnitsAcross(zoom);
            _grid.Clear(ShapeKind.Points);
            _grid.Add(new GridPoint(Math.Floor((_world.Points[0].X * scale) + 0.5), Math.Floor((_world.Points[0].Y * scale) + 0.5)));
            _grid.EndPart();
            _clipper.Cut(zoom, _grid, Emit);
        }
    }

    private void Emit(TileId tile, Shape shape) => _batch.Pieces.Add(tile, tile.Z < _detailZoom ? _attributes.Span : _detailed.Span, shape);

    private double WeightAt(int zoom) => Math.Pow(options.SimplifyTolerance / ZoomScale.UnitsAcross(zoom), 2);

    private void Share(ShapeKind kind, double amount, int first)
    {
        _batch.Shares.Add(new TinyShare(
            kind, _layer, _day, _world.Box().Centre, amount, first, _batch.Losses.Count, _batch.Attributes.Length, _attributes.Length));
        _batch.Attributes.Write(_attributes.Span);
    }

    /// <summary>
    /// The polygon at one zoom, on whole units. Small holes are filled, and add up to square ones, together with what rounding has added to the other rings.
    /// Returns the area that is drawn.
    /// </summary>
    private double DrawRings(int zoom, ReadOnlySpan<double> weights)
    {
        _grid.Clear(ShapeKind.Polygon);
        double drawn = DrawRing(0, zoom, weights);
        if (drawn <= 0)
        {
            return 0;
        }

        AreaAccount filled = new() { Sum = drawn - ZoomScale.Units(_areas[0], ShapeKind.Polygon, zoom) };
        int lastFilled = 0;
        for (int ring = 1; ring < _world.PartCount; ring++)
        {
            double area = ZoomScale.Units(_areas[ring], ShapeKind.Polygon, zoom);
            filled.Sum -= area;
            if (-area >= options.TinyArea)
            {
                double hole = DrawRing(ring, zoom, weights);
                filled.Sum += hole;
                drawn += hole;
                continue;
            }

            lastFilled = ring;
            if (filled.TryTake(options.TinyArea, out int side))
            {
                drawn -= (double)side * side;
                AddHole(ring, zoom, (side, side, side));
            }
        }

        (int Width, int Left, int Right) rest = filled.Rest(options.TinyArea);
        if (lastFilled > 0 && rest.Width > 0)
        {
            drawn -= rest.Width * (rest.Left + rest.Right) / 2.0;
            AddHole(lastFilled, zoom, rest);
        }

        return drawn;
    }

    /// <summary>Adds a ring on whole units; returns its signed area, 0 when nothing is left of it or rounding has turned it inside out.</summary>
    private double DrawRing(int ring, int zoom, ReadOnlySpan<double> weights)
    {
        AddPart(ring, weights, zoom);
        if (!_grid.EndPart())
        {
            return 0;
        }

        double area = Shape.AreaOf(_grid.Part(_grid.PartCount - 1));
        if (area != 0 && area > 0 == (ring == 0))
        {
            return area;
        }

        _grid.DropPart();
        return 0;
    }

    private void AddPart(int part, ReadOnlySpan<double> weights, int zoom)
    {
        double least = WeightAt(zoom);
        double scale = ZoomScale.UnitsAcross(zoom);
        ReadOnlySpan<GridPoint> points = _world.Points;
        for (int i = part == 0 ? 0 : _world.Ends[part - 1]; i < _world.Ends[part]; i++)
        {
            if (weights[i] >= least)
            {
                _grid.AddStep(new GridPoint(Math.Floor((points[i].X * scale) + 0.5), Math.Floor((points[i].Y * scale) + 0.5)));
            }
        }
    }

    private void AddHole(int ring, int zoom, (int Width, int Left, int Right) size)
    {
        double scale = ZoomScale.UnitsAcross(zoom);
        GridPoint centre = GridBox.Of(_world.Part(ring)).Centre;
        _grid.AddTrapezoid(Math.Round((centre.X * scale) - (size.Width / 2.0)), Math.Round((centre.Y * scale) + (size.Left / 2.0)), size);
    }

    private static double LengthOf(ReadOnlySpan<GridPoint> line)
    {
        double length = 0;
        for (int i = 1; i < line.Length; i++)
        {
            length += Math.Sqrt(Math.Pow(line[i].X - line[i - 1].X, 2) + Math.Pow(line[i].Y - line[i - 1].Y, 2));
        }

        return length;
    }
}
