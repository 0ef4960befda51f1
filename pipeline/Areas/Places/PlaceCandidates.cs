namespace RasterFlow.Areas.Places;

/// <summary>What to answer when a name fits no place, or several.</summary>
internal static class PlaceCandidates
{
    private const int Most = 6;

    /// <summary>No place is meant by a name: says which ones come near.</summary>
    /// <param name="text">What was asked for.</param>
    /// <param name="what">What kind of place was looked for, and where.</param>
    /// <param name="wanted">The part of the text that names it.</param>
    /// <param name="known">All that could have been meant: a name to compare and the text that finds it.</param>
    public static AreaProblemException NotFound(string text, string what, string wanted, IEnumerable<(string Name, string Path)> known)
    {
        string folded = PlaceNames.Fold(wanted);
        int tolerance = Math.Max(2, folded.Length / 4);
        string[] near =
        [
            .. known
                .Select(place => (place.Path, Name: PlaceNames.Fold(place.Name)))
                .Where(place => place.Name.Length > 0 && folded.Length > 0)
                .Select(place => (place.Path, Other: place.Name[..1] != folded[..1], Distance: place.Name.StartsWith(folded, StringComparison.Ordinal) ? 1 : PlaceNames.Distance(folded, place.Name)))
                .Where(place => place.Distance <= tolerance)
                .OrderBy(place => place.Distance)
                .ThenBy(place => place.Other)
                .ThenBy(place => place.Path, StringComparer.Ordinal)
                .Select(place => $"'{place.Path}'")
                .Distinct()
                .Take(Most),
        ];
        string remedy = near.Length > 0 ? $"Did you mean {string.Join(", ", near)}?" : "Give a name as us/ks/Haskell County, us/ks or lu, or give GeoJSON, a box or WKT.";
        return new AreaProblemException($"No {what} is called '{wanted}'", $"'{text}'", remedy);
    }

    /// <summary>Several places are meant by a name: lists them.</summary>
    public static AreaProblemException Ambiguous(string text, IEnumerable<string> paths) => new(
        "The name fits several places", $"'{text}'", $"Choose one of {string.Join(", ", paths.Order(StringComparer.Ordinal).Select(path => $"'{path}'"))}.");
}
