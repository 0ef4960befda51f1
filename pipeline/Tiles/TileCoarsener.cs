namespace RasterFlow.Tiles;

/// <summary>
/// Draws a crowded tile with less, step by step: small polygons add up to squares, small holes are filled, outlines lose small corners. Each step starts from
/// the whole tile. What a neighbouring tile shows too stays as it is, so that the two still meet without a seam; only when that alone is too much does it go as well.
/// </summary>
/// <param name="pieces">The tile's pieces.</param>
/// <param name="share">About how much of the tile may stay, 0..1.</param>
internal sealed class TileCoarsener(ReadOnlySpan<byte> pieces, double share)
{
    private const double Growth = 1.6;

    /// <summary>Steps that leave alone what neighbours show.</summary>
    private const int GentleSteps = 10;

    private const int MostSteps = 40;

    private readonly List<CrowdedPiece> _pieces = CrowdedPiece.ReadAll(pieces);
    private readonly Dictionary<(int Layer, int Day), AreaAccount> _accounts = [];
    private readonly Dictionary<(int Layer, int Day), CrowdedPiece> _lastTiny = [];
    private readonly HashSet<(int Layer, int Day, ShapeKind Kind, int Column, int Row)> _cells = [];
    private readonly CornerWeights _corners = new();
    private readonly GeometryWriter _writer = new();
    private readonly ByteBuffer _geometry = new();
    private readonly Shape _shape = new();
    private double _limit;
    private int _step;

    private bool IsGentle => _step <= GentleSteps;

    /// <summary>Goes to the next coarser step; false when there is none.</summary>
    public bool MoveNext()
    {
        _limit = _step == 0 ? CoarseLimit.Guess(_pieces, share) : _limit * Growth;
        return _step++ < MostSteps;
    }

    /// <summary>Draws the step.</summary>
    public void Draw(VectorTileEncoder output)
    {
        _accounts.Clear();
        _lastTiny.Clear();
        _cells.Clear();
        foreach (CrowdedPiece piece in _pieces)
        {
            if (piece.IsUnseen)
            {
                continue;
            }

            if (IsGentle && !piece.IsInside && piece.Size < _limit)
            {
                output.Add(piece.Attributes, piece.Geometry);
            }
            else if (piece.Attributes.Kind == ShapeKind.Polygon)
            {
                DrawPolygon(piece, output);
            }
            else if (piece.Size >= _limit || IsFirstInCell(piece))
            {
                output.Add(piece.Attributes, piece.Geometry);
            }
        }

        foreach (((int Layer, int Day) key, CrowdedPiece last) in _lastTiny.OrderBy(static entry => entry.Key))
        {
            DrawBox(last, _accounts[key].Rest(_limit), output);
        }
    }

    private void DrawPolygon(CrowdedPiece piece, VectorTileEncoder output)
    {
        (int, int) key = (piece.Attributes.Layer, piece.Attributes.Day);
        ref AreaAccount account = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_accounts, key, out _);
        if (piece.Size >= _limit)
        {
            account.Sum += piece.Size - DrawSimplified(piece, output);
            return;
        }

        account.Sum += piece.Size;
        _lastTiny[key] = piece;
        if (account.TryTake(_limit, out int side))
        {
            DrawBox(piece, (side, side, side), output);
        }
    }

    /// <summary>Draws a polygon with less corners and without small holes; returns its area.</summary>
    private double DrawSimplified(CrowdedPiece piece, VectorTileEncoder output)
    {
        // An eighth of the side of the smallest square, as everywhere.
        ReadOnlySpan<double> weights = _corners.Weigh(piece.Shape, _limit / 64, IsGentle ? AllInside : null);
        _shape.Clear(ShapeKind.Polygon);
        int start = 0;
        for (int ring = 0; ring < piece.Shape.PartCount; ring++)
        {
            int end = piece.Shape.Ends[ring];
            if (ring == 0 || -Shape.AreaOf(piece.Shape.Part(ring)) >= _limit || (IsGentle && !IsInside(piece.Shape.Part(ring))))
            {
                for (int i = start; i < end; i++)
                {
                    if (double.IsPositiveInfinity(weights[i]))
                    {
                        _shape.Add(piece.Shape.Points[i]);
                    }
                }

                _shape.EndPart();
            }

            start = end;
        }

        Write(piece.Attributes, output);
        return _shape.NetArea;
    }

    private void DrawBox(CrowdedPiece piece, (int Width, int Left, int Right) size, VectorTileEncoder output)
    {
        int width = Math.Min(size.Width, TileOptions.Extent);
        int left = Math.Min(size.Left, TileOptions.Extent);
        int right = Math.Min(size.Right, TileOptions.Extent);
        if (width == 0)
        {
            return;
        }

        // Within the tile: a neighbour does not draw its other half.
        GridPoint centre = piece.Box.Centre;
        _shape.Clear(ShapeKind.Polygon);
        _shape.AddTrapezoid(
            Math.Clamp(Math.Round(centre.X - (width / 2.0)), 0, TileOptions.Extent - width),
            Math.Clamp(Math.Round(centre.Y + (left / 2.0)), Math.Max(left, right), TileOptions.Extent),
            (width, left, right));
        Write(piece.Attributes, output);
    }

    private void Write(in PieceAttributes attributes, VectorTileEncoder output)
    {
        _geometry.Clear();
        if (_writer.TryWrite(_shape, default, _geometry))
        {
            output.Add(attributes, _geometry.Span);
        }
    }

    /// <summary>Whether a small line or point is the first of its kind around: the others go.</summary>
    private bool IsFirstInCell(CrowdedPiece piece)
    {
        double side = Math.Sqrt(_limit);
        GridPoint centre = piece.Box.Centre;
        return _cells.Add((piece.Attributes.Layer, piece.Attributes.Day, piece.Attributes.Kind, (int)Math.Floor(centre.X / side), (int)Math.Floor(centre.Y / side)));
    }

    private static bool AllInside(GridPoint a, GridPoint b, GridPoint c) => IsInside(a) && IsInside(b) && IsInside(c);

    private static bool IsInside(GridPoint point) => point.X > 0 && point.Y > 0 && point.X < TileOptions.Extent && point.Y < TileOptions.Extent;

    private static bool IsInside(ReadOnlySpan<GridPoint> ring)
    {
        GridBox box = GridBox.Of(ring);
        return IsInside(new GridPoint(box.MinX, box.MinY)) && IsInside(new GridPoint(box.MaxX, box.MaxY));
    }
}
