namespace RasterFlow.Areas.Places;

/// <summary>A place that a search has found.</summary>
/// <param name="Path">The text that <see cref="PlaceReader"/> takes: <c>us/ks/Haskell</c>.</param>
/// <param name="Name">Its name with that of the state: <c>Haskell, Kansas</c>.</param>
/// <param name="Kind"><c>country</c>, <c>state</c> or <c>county</c>.</param>
public sealed record FoundPlace(string Path, string Name, string Kind);

/// <summary>Finds countries, states and counties whose name comes near a text, for people who do not know the path of a place.</summary>
public static class PlaceSearch
{
    private const int LongestText = 80;

    // Names that start alike come before those that have a word that does, those before misspelt ones; large places before small ones.
    private const int WordPenalty = 10;
    private const int MisspeltPenalty = 20;

    private static readonly Lazy<IReadOnlyList<(FoundPlace Place, string Folded)>> Known = new(() => [.. Countries(), .. States(), .. Counties()]);

    /// <summary>The places that come nearest, best first; none for an empty text.</summary>
    public static IReadOnlyList<FoundPlace> Find(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        string wanted = PlaceNames.Fold(text.Length > LongestText ? text[..LongestText] : text);
        if (wanted.Length == 0)
        {
            return [];
        }

        return
        [
            .. Known.Value
                .Select((entry, order) => (entry.Place, Score: Score(entry, wanted), order))
                .Where(static entry => entry.Score is not null)
                .OrderBy(static entry => entry.Score)
                .ThenBy(static entry => entry.order)
                .Take(most)
                .Select(static entry => entry.Place),
        ];
    }

    /// <summary>How far a name is from the text, 0 for the same; null when it does not come near.</summary>
    private static int? Score((FoundPlace Place, string Folded) entry, string wanted)
    {
        if (entry.Folded == wanted || PlaceNames.Fold(entry.Place.Path) == wanted)
        {
            return 0;
        }

        if (entry.Folded.StartsWith(wanted, StringComparison.Ordinal))
        {
            return 1;
        }

        if (entry.Folded.Contains(" " + wanted, StringComparison.Ordinal))
        {
            return WordPenalty;
        }

        int tolerance = wanted.Length / 5;
        if (tolerance == 0 || Math.Abs(entry.Folded.Length - wanted.Length) > tolerance)
        {
            return null;
        }

        int distance = PlaceNames.Distance(wanted, entry.Folded);
        return distance <= tolerance ? MisspeltPenalty + distance : null;
    }

    private static IEnumerable<(FoundPlace Place, string Folded)> Countries()
    {
        Dictionary<string, string> codes = PlaceCodes.Countries.Where(static pair => pair.Key != "uk").ToDictionary(static pair => pair.Value, static pair => pair.Key);
        foreach (TopologyFeature country in PlaceAtlas.World.Features("countries"))
        {
            string? code = country.Id is { } id && codes.TryGetValue(id, out string? known)
                ? known
                : PlaceCodes.CountriesByName.FirstOrDefault(pair => pair.Value == country.Name).Key;
            if (code is not null)
            {
                yield return (new FoundPlace(code, country.Name, "country"), PlaceNames.Fold(country.Name));
            }
        }
    }

    private static IEnumerable<(FoundPlace Place, string Folded)> States() =>
        PlaceAtlas.UnitedStates.Features("states").Select(static state => (new FoundPlace($"us/{PlaceCodes.StateOf(state.Id!)}", state.Name, "state"), PlaceNames.Fold(state.Name)));

    private static IEnumerable<(FoundPlace Place, string Folded)> Counties()
    {
        Dictionary<string, string> states = PlaceAtlas.UnitedStates.Features("states").ToDictionary(static state => state.Id!, static state => state.Name);
        foreach (TopologyFeature county in PlaceAtlas.UnitedStates.Features("counties"))
        {
            string state = county.Id![..2];
            string name = $"{county.Name}, {states[state]}";

            // The code names one county alone, where a name may fit a county and a city.
            yield return (new FoundPlace($"us/{PlaceCodes.StateOf(state)}/{county.Id[2..]}", name, "county"), PlaceNames.Fold($"{county.Name} county {states[state]}"));
        }
    }
}
