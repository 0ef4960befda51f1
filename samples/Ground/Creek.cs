namespace RasterFlow.Samples.Ground;

/// <summary>Creeks that wind from west to east, one every few sections.</summary>
/// <param name="seed">Picks its course.</param>
/// <param name="breadth">1 for a creek, more for a river.</param>
internal sealed class Creek(uint seed, double breadth = 1)
{
    /// <summary>Metres from the middle of the creek to dry land.</summary>
    public double WaterHalfWidth { get; } = 13 * breadth;

    /// <summary>Metres from the middle of the creek to the last tree.</summary>
    public double TreesHalfWidth { get; } = 55 * breadth;

    /// <summary>No field comes nearer than this, in metres.</summary>
    public double FreeHalfWidth { get; } = (55 * breadth) + 40;

    private const double FirstNorthing = -1.9 * Section.Side;
    private readonly double _spacing = (breadth > 1 ? 5 : 14) * Section.Side;
    private readonly ValueNoise _bends = new(Hash.Of(seed, 11), 2600);
    private readonly ValueNoise _wiggles = new(Hash.Of(seed, 12), 520);

    /// <summary>Metres northward from the nearest creek; negative to its south.</summary>
    public double Distance(double u, double v)
    {
        double number = Math.Round((v - FirstNorthing) / _spacing);
        double middle = FirstNorthing + (number * _spacing);
        return v - (middle + (800 * (_bends.At(u, number * 7919.0) - 0.5)) + (150 * (_wiggles.At(u, number * 7919.0) - 0.5)));
    }

    /// <summary>True when a creek comes too near for a field in a box (metres from the anchor).</summary>
    public bool Touches(double west, double south, double east, double north)
    {
        for (double u = west; u <= east; u += 40)
        {
            // The creek runs on as a graph over u: it meets the box when it passes between its edges on some column.
            if (Distance(u, south) < FreeHalfWidth && Distance(u, north) > -FreeHalfWidth)
            {
                return true;
            }
        }

        return false;
    }
}
