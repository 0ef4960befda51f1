namespace RasterFlow.Tiles;

/// <summary>The zooms of an archive, and what their tile units are.</summary>
/// <param name="Min">Lowest zoom that is cut.</param>
/// <param name="Max">Highest zoom.</param>
internal readonly record struct ZoomScale(int Min, int Max)
{
    /// <summary>Tile units across the world.</summary>
    public static double UnitsAcross(int zoom) => (double)TileOptions.Extent * (1L << zoom);

    /// <summary>An amount on the web-Mercator square in tile units: areas grow with the square of the scale.</summary>
    public static double Units(double amount, ShapeKind kind, int zoom)
    {
        double scale = UnitsAcross(zoom);
        return kind == ShapeKind.Polygon ? amount * scale * scale : amount * scale;
    }

    /// <summary>The first zoom at which an amount reaches a limit; <see cref="Max"/> + 1 when none does.</summary>
    public int FirstAbove(double amount, ShapeKind kind, double limit)
    {
        int zoom = Min;
        while (zoom <= Max && Units(amount, kind, zoom) < limit)
        {
            zoom++;
        }

        return zoom;
    }
}
