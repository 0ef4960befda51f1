namespace RasterFlow.Tiles;

/// <summary>
/// Keeps the area of every zoom, layer and time step true. Features too small to be drawn by themselves, and what rounding lost or gained on others, add up in the
/// order of the features; each time the sum makes a square of <see cref="TileOptions.TinyArea"/>, the feature that filled it is drawn as that square.
/// The squares lie in the world, not in a tile: neighbouring tiles show the same. Lines add up to dashes by their length.
/// </summary>
internal sealed class TinyLedger(TileOptions options, ZoomScale zooms)
{
    private readonly Dictionary<(ShapeKind Kind, int Layer, int Day), Account[]> _accounts = [];
    private readonly PyramidClipper _clipper = new(options.Buffer);
    private readonly Shape _shape = new();
    private readonly PieceBatch _pieces = new();
    private readonly ByteBuffer _attributes = new();

    /// <summary>Area of all polygons on the web-Mercator square.</summary>
    public double Area { get; private set; }

    /// <summary>Length of all lines on the web-Mercator square.</summary>
    public double Length { get; private set; }

    /// <summary>Enters a batch's shares; returns the squares that came of them, until the next call.</summary>
    public PieceBatch Settle(CutBatch batch)
    {
        _pieces.Clear();
        foreach (ref readonly TinyShare share in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Shares))
        {
            Settle(batch, share);
        }

        return _pieces;
    }

    /// <summary>Draws what is left on the accounts, each at the last feature that paid in.</summary>
    public PieceBatch Close()
    {
        _pieces.Clear();
        foreach (((ShapeKind kind, _, _), Account[] accounts) in _accounts.OrderBy(static entry => (entry.Key.Layer, entry.Key.Kind, entry.Key.Day)))
        {
            for (int zoom = zooms.Min; zoom <= zooms.Max && kind == ShapeKind.Polygon; zoom++)
            {
                Account account = accounts[zoom];
                (int Width, int Left, int Right) rest = account.Owed.Rest(options.TinyArea);
                if (rest.Width > 0 && account.LastAttributes.Length > 0)
                {
                    Draw(zoom, account.LastCentre, rest, account.LastAttributes);
                }
            }
        }

        return _pieces;
    }

    private void Settle(CutBatch batch, in TinyShare share)
    {
        Account[] accounts = AccountsOf(share);
        if (share.Kind == ShapeKind.Polygon)
        {
            Area += share.Amount;
        }
        else
        {
            Length += share.Amount;
        }

        ReadOnlySpan<byte> attributes = batch.Attributes.Span.Slice(share.Attributes, share.AttributesLength);
        for (int zoom = zooms.Min; zoom < share.FirstDrawn; zoom++)
        {
            ref Account account = ref accounts[zoom];
            account.Owed.Sum += ZoomScale.Units(share.Amount, share.Kind, zoom);
            account.Remember(share.Centre, attributes);
            if (share.Kind == ShapeKind.Lines)
            {
                DrawDash(zoom, share.Centre, ref account, attributes);
            }
            else if (account.Owed.TryTake(options.TinyArea, out int side))
            {
                Draw(zoom, share.Centre, (side, side, side), attributes);
            }
        }

        for (int zoom = share.FirstDrawn; zoom <= zooms.Max && share.Kind == ShapeKind.Polygon; zoom++)
        {
            accounts[zoom].Owed.Sum += batch.Losses[share.Losses + zoom - share.FirstDrawn];
        }
    }

    private Account[] AccountsOf(in TinyShare share)
    {
        if (!_accounts.TryGetValue((share.Kind, share.Layer, share.Day), out Account[]? accounts))
        {
            accounts = new Account[zooms.Max + 1];
            _accounts.Add((share.Kind, share.Layer, share.Day), accounts);
        }

        return accounts;
    }

    private void Draw(int zoom, GridPoint centre, (int Width, int Left, int Right) size, ReadOnlySpan<byte> attributes)
    {
        double scale = ZoomScale.UnitsAcross(zoom);
        _shape.Clear(ShapeKind.Polygon);
        _shape.AddTrapezoid(Math.Round((centre.X * scale) - (size.Width / 2.0)), Math.Round((centre.Y * scale) + (size.Left / 2.0)), size);
        Cut(zoom, attributes);
    }

    private void DrawDash(int zoom, GridPoint centre, ref Account account, ReadOnlySpan<byte> attributes)
    {
        if (account.Owed.Sum < options.TinyLength)
        {
            return;
        }

        double length = Math.Floor(account.Owed.Sum);
        account.Owed.Sum -= length;
        double scale = ZoomScale.UnitsAcross(zoom);
        (double left, double y) = (Math.Round((centre.X * scale) - (length / 2)), Math.Round(centre.Y * scale));
        _shape.Clear(ShapeKind.Lines);
        _shape.Add(new GridPoint(left, y));
        _shape.Add(new GridPoint(left + length, y));
        _shape.EndPart();
        Cut(zoom, attributes);
    }

    private void Cut(int zoom, ReadOnlySpan<byte> attributes)
    {
        // A span cannot go into the call-back: the piece's attributes wait here.
        _attributes.Clear();
        _attributes.Write(attributes);
        _clipper.Cut(zoom, _shape, (tile, shape) => _pieces.Add(tile, _attributes.Span, shape));
    }

    /// <summary>What one zoom owes one layer at one time step, and the last feature that paid in.</summary>
    private struct Account
    {
        private byte[]? _lastAttributes;
        private int _length;

        public AreaAccount Owed;

        public GridPoint LastCentre { get; private set; }

        public readonly ReadOnlySpan<byte> LastAttributes => _lastAttributes.AsSpan(0, _length);

        public void Remember(GridPoint centre, ReadOnlySpan<byte> attributes)
        {
            LastCentre = centre;
            if (_lastAttributes is null || _lastAttributes.Length < attributes.Length)
            {
                _lastAttributes = new byte[attributes.Length * 2];
            }

            attributes.CopyTo(_lastAttributes);
            _length = attributes.Length;
        }
    }
}
