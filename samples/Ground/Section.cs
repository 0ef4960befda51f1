namespace RasterFlow.Samples.Ground;

/// <summary>
/// One square mile between section lines. Coordinates are metres from its south-west corner.
/// </summary>
/// <param name="Column">Sections east of the anchor.</param>
/// <param name="Row">Sections north of the anchor.</param>
/// <param name="Cover">What lies between the fields.</param>
/// <param name="Quarters">The fields by quarter: south-west, south-east, north-west, north-east. A field over the whole section is in all four.</param>
/// <param name="Yards">Farmsteads and town blocks.</param>
internal sealed record Section(int Column, int Row, Cover Cover, Parcel[][] Quarters, Yard[] Yards)
{
    /// <summary>A statute mile in metres.</summary>
    public const double Side = 1609.344;

    /// <summary>Half of <see cref="Side"/>: the side of a quarter section.</summary>
    public const double Half = Side / 2;

    /// <summary>Half the width of a dirt road on a section line, in metres.</summary>
    public const double RoadHalfWidth = 9;

    /// <summary>Woods and villages of any outline.</summary>
    public CoverPatch[] Patches { get; init; } = [];

    /// <summary>The field whose outline is nearest, and how deep inside it a position lies; no field gives a depth of minus infinity.</summary>
    public (Parcel? Parcel, double Depth) Nearest(double x, double y)
    {
        Parcel? best = null;
        double depth = double.NegativeInfinity;
        foreach (Parcel parcel in Quarters[(x >= Half ? 1 : 0) + (y >= Half ? 2 : 0)])
        {
            double d = parcel.Depth(x, y);
            if (d > depth)
            {
                (best, depth) = (parcel, d);
            }
        }

        return (best, depth);
    }
}

/// <summary>A farmstead or a town block, in metres from its section's south-west corner.</summary>
/// <param name="West">Left edge.</param>
/// <param name="South">Lower edge.</param>
/// <param name="East">Right edge.</param>
/// <param name="North">Upper edge.</param>
internal readonly record struct Yard(double West, double South, double East, double North)
{
    /// <summary>True when a position lies in the yard.</summary>
    public bool Contains(double x, double y) => x >= West && x < East && y >= South && y < North;
}
