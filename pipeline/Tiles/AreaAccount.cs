namespace RasterFlow.Tiles;

/// <summary>Areas that are too small to be drawn one by one, in square tile units, until they make a square.</summary>
internal struct AreaAccount
{
    /// <summary>A share of the area: when a compact shape is so near, no longer one is looked for.</summary>
    private const double NearEnough = 0.02;

    /// <summary>What has added up; below zero when more was drawn than there is.</summary>
    public double Sum { get; set; }

    /// <summary>The side of a square of whole units, if it is time for one; its area is taken away.</summary>
    /// <param name="limit">Area that makes a square. No square has more than four times as much: a large debt is paid in many places.</param>
    /// <param name="side">Its side.</param>
    public bool TryTake(double limit, out int side)
    {
        side = 0;
        if (Sum < limit || Sum < 1)
        {
            return false;
        }

        side = (int)Math.Sqrt(Math.Min(Sum, Math.Max(4 * limit, 1)));
        Sum -= (double)side * side;
        return true;
    }

    /// <summary>The trapezoid on whole units that comes nearest to what is left, to half a unit; width 0 for less than half a unit.</summary>
    /// <param name="limit">As in <see cref="TryTake"/>.</param>
    public readonly (int Width, int Left, int Right) Rest(double limit)
    {
        double rest = Math.Min(Sum, 4 * limit);
        if (rest < 0.5)
        {
            return default;
        }

        (int Width, int Left, int Right) best = default;
        double least = double.MaxValue;
        for (int width = Math.Max(1, (int)Math.Sqrt(rest)); width > 0 && least > rest * NearEnough; width--)
        {
            int sides = Math.Max(1, (int)Math.Round(2 * rest / width));
            double error = Math.Abs((width * sides / 2.0) - rest);
            if (error < least)
            {
                (least, best) = (error, (width, sides / 2, sides - (sides / 2)));
            }
        }

        return best;
    }
}
