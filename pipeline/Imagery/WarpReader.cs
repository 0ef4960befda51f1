using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>Fills a window of a target grid from one level of an image: the source under it is loaded into a rectangle, then sampled.</summary>
internal sealed class WarpReader(CogLevel level, LevelGrid source, CrsTransform toSource, RasterGrid target, WarpSampler sampler, WarpReader.TileLoader load)
{
    /// <summary>Source pixels held at a time (32 MB; beside very large tiles what those leave of it). A window that needs more is filled in parts.</summary>
    private readonly long _maxPlaneSamples = Math.Clamp(CogLevel.MaximumTileBytes + (4 << 20) - level.DecodingBytes, 4 << 20, 32 << 20) / sizeof(ushort);

    /// <summary>Loads tiles and hands over the samples of one band; different tiles may come at once.</summary>
    public delegate Task TileLoader(IEnumerable<(int Column, int Row)> tiles, TileTaker taker, CancellationToken cancellationToken);

    /// <summary>Takes rows of a tile, [y, x], <c>level.TileWidth</c> columns.</summary>
    public delegate void TileTaker(TileRows rows, ReadOnlySpan<ushort> samples);

    /// <summary>Fills <paramref name="destination"/>, [y, x] of the window; pixels without data are left as they are.</summary>
    public Task ReadAsync(PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken) =>
        ReadPartAsync(window, window, destination, cancellationToken);

    private async Task ReadPartAsync(PixelWindow part, PixelWindow window, Memory<ushort> destination, CancellationToken cancellationToken)
    {
        IReadOnlyList<WarpCell> cells = WarpField.Of(toSource, source, target, part, cancellationToken);
        PixelWindow[] needs = [.. cells.Select(NeedOf)];
        PixelWindow region = Around(needs);
        if (region.IsEmpty)
        {
            return;
        }

        if ((long)region.Width * region.Height > _maxPlaneSamples && (part.Width > 1 || part.Height > 1))
        {
            (PixelWindow first, PixelWindow second) = Halves(part);
            await ReadPartAsync(first, window, destination, cancellationToken);
            await ReadPartAsync(second, window, destination, cancellationToken);
            return;
        }

        using WarpPlane plane = new(region, level.Width, level.Height);
        await load(
            TilesOf(needs),
            (rows, samples) =>
            {
                int top = (rows.Row * level.TileHeight) + rows.FirstRow;
                int left = rows.Column * level.TileWidth;
                PixelWindow inImage = new PixelWindow(left, top, level.TileWidth, samples.Length / level.TileWidth).Intersect(new PixelWindow(0, 0, level.Width, level.Height));
                plane.Put(inImage, samples, level.TileWidth);
            },
            cancellationToken);
        for (int i = 0; i < cells.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!needs[i].IsEmpty)
            {
                sampler.Fill(cells[i], plane, destination.Span, window);
            }
        }
    }

    /// <summary>The source pixels that a cell may touch, kernel included; they may lie a kernel's radius outside the image. Empty for a cell beside the image.</summary>
    private PixelWindow NeedOf(WarpCell cell)
    {
        int margin = sampler.Radius + 1;
        (double left, double top, double right, double bottom) = cell.Bounds();
        double x = Math.Max(Math.Floor(left) - margin, -margin);
        double y = Math.Max(Math.Floor(top) - margin, -margin);
        double width = Math.Min(Math.Ceiling(right) + margin, level.Width + margin) - x;
        double height = Math.Min(Math.Ceiling(bottom) + margin, level.Height + margin) - y;
        bool touches = right > -1 && bottom > -1 && left < level.Width + 1 && top < level.Height + 1;
        return touches ? new PixelWindow((int)x, (int)y, (int)width, (int)height) : default;
    }

    private static PixelWindow Around(PixelWindow[] needs)
    {
        int left = int.MaxValue, top = int.MaxValue, right = int.MinValue, bottom = int.MinValue;
        foreach (PixelWindow need in needs.Where(need => !need.IsEmpty))
        {
            left = Math.Min(left, need.X);
            top = Math.Min(top, need.Y);
            right = Math.Max(right, need.Right);
            bottom = Math.Max(bottom, need.Bottom);
        }

        return right > left ? new PixelWindow(left, top, right - left, bottom - top) : default;
    }

    private static (PixelWindow First, PixelWindow Second) Halves(PixelWindow part)
    {
        int half = part.Width / 2;
        if (part.Height > part.Width)
        {
            half = part.Height / 2;
            return (part with { Height = half }, part with { Y = part.Y + half, Height = part.Height - half });
        }

        return (part with { Width = half }, part with { X = part.X + half, Width = part.Width - half });
    }

    private HashSet<(int Column, int Row)> TilesOf(PixelWindow[] needs)
    {
        HashSet<(int Column, int Row)> tiles = [];
        foreach (PixelWindow need in needs.Select(need => need.Intersect(new PixelWindow(0, 0, level.Width, level.Height))).Where(need => !need.IsEmpty))
        {
            for (int row = need.Y / level.TileHeight; row <= (need.Bottom - 1) / level.TileHeight; row++)
            {
                for (int column = need.X / level.TileWidth; column <= (need.Right - 1) / level.TileWidth; column++)
                {
                    tiles.Add((column, row));
                }
            }
        }

        return tiles;
    }
}
