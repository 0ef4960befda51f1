using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// Cuts a block into what is worked on at once, so that memory stays bounded whatever the block and the number of scenes: panels, for which the masks
/// of all scenes are kept (a bit a pixel), and in them strips, for which one band of all scenes is held.
/// </summary>
internal static class BlockParts
{
    /// <summary>Samples in one set of planes (one band of all scenes of a strip; 48 MB). Three sets are alive at a time: being read, waiting, being sorted.</summary>
    private const long MaxPlaneSamples = 24 << 20;

    /// <summary>Bits in the masks of all scenes of a panel (32 MB).</summary>
    private const long MaxMaskBits = 256L << 20;

    /// <summary>Lower strips would cost more in requests and repeated decoding than they save.</summary>
    private const int LeastRows = 16;

    /// <summary>The panels of a window.</summary>
    public static IEnumerable<PixelWindow> Panels(PixelWindow window, int scenes)
    {
        bool fits = (long)window.Area * scenes <= MaxMaskBits && (long)window.Width * LeastRows * scenes <= MaxPlaneSamples;
        if (fits || window.Area <= LeastRows * LeastRows)
        {
            return [window];
        }

        if (window.Width >= window.Height)
        {
            int half = window.Width / 2;
            return Panels(window with { Width = half }, scenes).Concat(Panels(window with { X = window.X + half, Width = window.Width - half }, scenes));
        }

        int middle = window.Height / 2;
        return Panels(window with { Height = middle }, scenes).Concat(Panels(window with { Y = window.Y + middle, Height = window.Height - middle }, scenes));
    }

    /// <summary>The strips of a panel: as wide as it.</summary>
    public static IEnumerable<PixelWindow> Strips(PixelWindow panel, int scenes)
    {
        int rows = (int)Math.Clamp(MaxPlaneSamples / ((long)panel.Width * Math.Max(1, scenes)), LeastRows, Math.Max(LeastRows, panel.Height));
        int count = (panel.Height + rows - 1) / rows;
        rows = (panel.Height + count - 1) / count;
        for (int y = panel.Y; y < panel.Bottom; y += rows)
        {
            yield return new PixelWindow(panel.X, y, panel.Width, rows).Intersect(panel);
        }
    }
}
