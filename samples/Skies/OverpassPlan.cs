using RasterFlow.Samples.Ground;

namespace RasterFlow.Samples.Skies;

/// <summary>When the satellite passes, and what weather it meets.</summary>
internal static class OverpassPlan
{
    // The growing season. Summer crops are green in more than half of it and wheat in less: a yearly median then shows leaves or stubble.
    private const int FirstDay = 118;
    private const int LastDay = 262;

    // From four passes a year on, one of them is useless, one has no offset, and so on; a year of three keeps all of them usable.
    private const int EnoughForTrouble = 4;

    /// <summary>All passes in order of time.</summary>
    public static IReadOnlyList<Overpass> Of(SimulationOptions options)
    {
        uint seed = Hash.Of(unchecked((uint)options.Seed), 2);
        List<Overpass> passes = [];
        for (int year = 0; year < options.Years; year++)
        {
            for (int i = 0; i < options.DatesPerYear; i++)
            {
                passes.Add(Pass(options, seed, year, i, passes.Count));
            }
        }

        return passes;
    }

    private static Overpass Pass(SimulationOptions options, uint seed, int year, int index, int number)
    {
        int dates = options.DatesPerYear;
        int step = (LastDay - FirstDay) / Math.Max(1, dates - 1);
        int jitter = step < 6 ? 0 : (int)(Hash.Of(seed, year, index) % 5) - 2;
        int day = dates == 1 ? 195 : FirstDay + (index * (LastDay - FirstDay) / (dates - 1)) + jitter;
        DateTimeOffset acquired = new DateTimeOffset(options.FirstYear + year, 1, 1, 17, 24, 31, TimeSpan.Zero)
            .AddDays(day - 1).AddSeconds(Hash.Of(seed, year, 100 + index) % 600);
        bool trouble = dates >= EnoughForTrouble && !options.EveryPassUsable;
        float weather = Hash.Unit(seed, year, 200 + index);
        double clouds = trouble && index == dates / 2 ? 0.93 : weather < 0.3 ? 0 : 0.45 * (weather - 0.3);
        OffsetKind offset = (number % 4, number % 5) switch
        {
            (1, _) => OffsetKind.OldBaseline,
            (_, 3) => OffsetKind.AppliedByCatalogue,
            _ => OffsetKind.Delivered,
        };
        return new Overpass(number, acquired, clouds, offset, trouble && index == dates - 2);
    }
}
