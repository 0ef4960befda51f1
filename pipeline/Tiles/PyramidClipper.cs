namespace RasterFlow.Tiles;

/// <summary>
/// Cuts a shape at one zoom into tiles by halving: each step handles half of what the step before left, so a huge polygon is never clipped whole
/// for each tile: the work is the corners times the logarithm of the tiles.
/// </summary>
internal sealed class PyramidClipper(int buffer)
{
    private readonly List<Shape> _depths = [];

    /// <summary>Calls <paramref name="emit"/> for each tile that something of the shape is left in, tile edges widened by the buffer.</summary>
    /// <param name="zoom">The zoom.</param>
    /// <param name="shape">In tile units from the world's top left corner.</param>
    /// <param name="emit">Gets the tile and the shape's part in it, still in units from the world's corner; it is overwritten afterwards.</param>
    public void Cut(int zoom, Shape shape, Action<TileId, Shape> emit)
    {
        GridBox box = shape.Box();
        int last = (1 << zoom) - 1;
        TileRange range = new(
            TileAt(box.MinX - buffer, last),
            TileAt(box.MaxX + buffer, last),
            TileAt(box.MinY - buffer, last),
            TileAt(box.MaxY + buffer, last));
        Halve(zoom, shape, range, 0, emit);
    }

    private static int TileAt(double position, int last) => (int)Math.Clamp(Math.Floor(position / TileOptions.Extent), 0, last);

    private void Halve(int zoom, Shape shape, TileRange range, int depth, Action<TileId, Shape> emit)
    {
        if (shape.PartCount == 0)
        {
            return;
        }

        if (range.Columns == 1 && range.Rows == 1)
        {
            emit(new TileId(zoom, range.Left, range.Top), shape);
            return;
        }

        if (_depths.Count == depth)
        {
            _depths.Add(new Shape());
        }

        bool vertical = range.Columns >= range.Rows;
        (TileRange low, TileRange high) = range.Split(vertical);
        double line = (double)(vertical ? high.Left : high.Top) * TileOptions.Extent;
        Halve(zoom, new HalfPlane(vertical, line + buffer, KeepBelow: true).Clip(shape, _depths[depth]), low, depth + 1, emit);
        Halve(zoom, new HalfPlane(vertical, line - buffer, KeepBelow: false).Clip(shape, _depths[depth]), high, depth + 1, emit);
    }

    private readonly record struct TileRange(int Left, int Right, int Top, int Bottom)
    {
        public int Columns => Right - Left + 1;

        public int Rows => Bottom - Top + 1;

        public (TileRange Low, TileRange High) Split(bool vertical)
        {
            int middle = vertical ? Left + (Columns / 2) : Top + (Rows / 2);
            return vertical
                ? (this with { Right = middle - 1 }, this with { Left = middle })
                : (this with { Bottom = middle - 1 }, this with { Top = middle });
        }
    }
}
