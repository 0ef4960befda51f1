namespace RasterFlow.Areas.Places;

/// <summary>Finds a county, or what takes its place (parish, borough, independent city), within a state.</summary>
internal static class CountyFinder
{
    private static readonly string[] Kinds =
        [" county", " parish", " city and borough", " borough", " census area", " municipality", " municipio", " district", " island", " city"];

    /// <summary>The county that a text names, by name (with or without its kind) or FIPS code (3 digits, or 5 with the state's).</summary>
    /// <exception cref="AreaProblemException">None, or several: the message lists the candidates.</exception>
    public static TopologyFeature Find(string text, string stateCode, string stateId, string wanted)
    {
        TopologyFeature[] counties = [.. PlaceAtlas.UnitedStates.Features("counties").Where(county => county.Id!.StartsWith(stateId, StringComparison.Ordinal))];
        string folded = PlaceNames.Fold(wanted);
        TopologyFeature[] found = [.. counties.Where(county => county.Id == folded || county.Id == stateId + folded)];
        if (found.Length == 0)
        {
            found = [.. counties.Where(county => PlaceNames.Fold(county.Name) == folded)];
        }

        if (found.Length == 0 && Array.Find(Kinds, kind => folded.EndsWith(kind, StringComparison.Ordinal)) is { } ending)
        {
            found = [.. counties.Where(county => PlaceNames.Fold(county.Name) == folded[..^ending.Length])];
            found = found.Length > 1 ? [.. found.Where(county => IsCity(county) == (ending == " city"))] : found;
        }

        return found.Length switch
        {
            1 => found[0],
            0 => throw PlaceCandidates.NotFound(text, $"county of us/{stateCode}", wanted, counties.SelectMany(county => Names(county, stateCode))),
            _ => throw PlaceCandidates.Ambiguous(text, found.Select(county => $"us/{stateCode}/{county.Name} {(IsCity(county) ? "city" : "County")}")),
        };
    }

    private static IEnumerable<(string Name, string Path)> Names(TopologyFeature county, string stateCode) =>
        [(county.Name, $"us/{stateCode}/{county.Name}"), ($"{county.Name} County", $"us/{stateCode}/{county.Name}")];

    /// <summary>Independent cities have county codes from 510 (Census Bureau, ANSI/FIPS codes).</summary>
    private static bool IsCity(TopologyFeature county) => string.CompareOrdinal(county.Id![2..], "510") >= 0;
}
