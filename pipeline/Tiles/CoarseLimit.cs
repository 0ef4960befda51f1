namespace RasterFlow.Tiles;

/// <summary>Guesses the smallest area to be drawn by itself, so that few tries are needed.</summary>
internal static class CoarseLimit
{
    /// <summary>No try begins finer: a quarter of a screen pixel more than what every tile is drawn with.</summary>
    private const double Finest = 80;

    /// <summary>A coarser tile's features take a few more bytes each, as fewer corners are shared.</summary>
    private const double Margin = 0.85;

    /// <summary>The area, square tile units, from which on features are kept as they are, so that about a share of all is left.</summary>
    /// <param name="pieces">The tile's pieces.</param>
    /// <param name="share">Features to keep, 0..1.</param>
    public static double Guess(IReadOnlyList<CrowdedPiece> pieces, double share)
    {
        double[] sizes = [.. pieces.Where(static piece => piece.IsInside && piece.Attributes.Kind == ShapeKind.Polygon).Select(static piece => piece.Size).Order()];
        int fixedCount = pieces.Count(static piece => !piece.IsInside && !piece.IsUnseen);
        double target = Math.Max((pieces.Count * share * Margin) - fixedCount, 1);
        double below = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            double limit = Math.Max(sizes[i], Finest);
            if (sizes.Length - i + (below / limit) <= target)
            {
                return limit;
            }

            below += sizes[i];
        }

        return Math.Max(below / target, Finest);
    }
}
