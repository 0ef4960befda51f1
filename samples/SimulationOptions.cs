namespace RasterFlow.Samples;

/// <summary>What to simulate. Equal options give equal scenes, value for value.</summary>
public sealed record SimulationOptions
{
    /// <summary>The smallest width and height of an area, in pixels: below it a tile holds no overview.</summary>
    public const int SmallestSide = 64;

    /// <summary>The largest side that is simulated, in pixels.</summary>
    public const int LargestSide = 20_000;

    /// <summary>Picks the landscape, the crops and the weather.</summary>
    public int Seed { get; init; } = 20240607;

    /// <summary>How the country is farmed.</summary>
    public FieldPattern Pattern { get; init; }

    /// <summary>Width of the area of interest in pixels of 10 m.</summary>
    public int WidthPixels { get; init; } = 1024;

    /// <summary>Height of the area of interest in pixels of 10 m.</summary>
    public int HeightPixels { get; init; } = 1024;

    /// <summary>Overpasses in each growing season; each gives two scenes, one a tile.</summary>
    public int DatesPerYear { get; init; } = 8;

    /// <summary>The first year.</summary>
    public int FirstYear { get; init; } = 2023;

    /// <summary>How many years.</summary>
    public int Years { get; init; } = 2;

    /// <summary>Width and height of the images' internal tiles in pixels, a multiple of 16.</summary>
    public int CogTileSide { get; init; } = 256;

    /// <summary>How hard the images' tiles are packed, 1 (quick) to 9; GDAL writes 6.</summary>
    public int DeflateLevel { get; init; } = 1;

    /// <summary>True for one tile that holds the whole area, instead of two that overlap around its middle.</summary>
    public bool SingleTile { get; init; }

    /// <summary>True leaves out the useless and the partial passes that four or more dates a year bring.</summary>
    public bool EveryPassUsable { get; init; }

    /// <summary>Scenes made at once; 0 means one a processor core. No effect on what is written.</summary>
    public int Parallelism { get; init; }

    /// <summary>Throws when an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, its value and its range.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Pattern))
        {
            throw new ArgumentOutOfRangeException(nameof(Pattern), Pattern, $"{nameof(Pattern)} must be one of {string.Join(", ", Enum.GetNames<FieldPattern>())}.");
        }

        InRange(WidthPixels, SmallestSide, LargestSide, nameof(WidthPixels));
        InRange(HeightPixels, SmallestSide, LargestSide, nameof(HeightPixels));
        InRange(DatesPerYear, 1, 36, nameof(DatesPerYear));
        InRange(FirstYear, 2017, 2100, nameof(FirstYear));
        InRange(Years, 1, 20, nameof(Years));
        InRange(CogTileSide, 16, 2048, nameof(CogTileSide));
        InRange(DeflateLevel, 1, 9, nameof(DeflateLevel));
        if (CogTileSide % 16 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(CogTileSide), CogTileSide, $"{nameof(CogTileSide)} must be a multiple of 16.");
        }

        InRange(Parallelism, 0, 1024, nameof(Parallelism));
    }

    private static void InRange(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must lie between {least} and {most}.");
        }
    }
}
