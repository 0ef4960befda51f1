using NetTopologySuite.Geometries;
using RasterFlow.Areas.Places;

namespace RasterFlow.Areas;

/// <summary>
/// Areas by name: a country by its two-letter code (<c>fr</c>), and in the United States a state (<c>us/ks</c>) or a county (<c>us/ks/Haskell County</c>).
/// Names are compared without regard to case and accents; FIPS codes do as well (<c>us/20</c>, <c>us/ks/081</c>, <c>us/20081</c>).
/// A country is without the parts that lie more than 10 degrees from the rest (France without French Guiana and Réunion).
/// Outlines are generalised to 1:10 million: for exact borders give a polygon.
/// </summary>
public static class PlaceReader
{
    /// <summary>The longest name of a county has 40 letters; what is much longer is compared with none.</summary>
    private const int MaximumLength = 200;

    /// <summary>Whether a text is meant as the name of a place: a two-letter code, and perhaps names after slashes.</summary>
    public static bool IsPlace(string text) =>
        text is not null && text.Length >= 2 && char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) && (text.Length == 2 || text[2] == '/');

    /// <summary>The outline of a place as it is, of any size and on both sides of the antimeridian.</summary>
    /// <param name="text">The name.</param>
    /// <returns>A valid polygon or multipolygon in EPSG:4326, longitude first.</returns>
    /// <exception cref="AreaProblemException">No place or several places have the name; the message lists candidates.</exception>
    /// <exception cref="NotSupportedException">The outlines are not in this build.</exception>
    public static Geometry Outline(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Geometry outline = Find(text);
        return outline.IsEmpty ? throw NoOutline($"'{text.Trim()}' is too small for outlines at 1:10 million", text) : outline;
    }

    private static Geometry Find(string text)
    {
        if (text.Length > MaximumLength)
        {
            throw new AreaProblemException("No place has so long a name", $"{text.Length:N0} characters that start with '{text[..40]}', at most {MaximumLength}", "Give a place as us/ks/Haskell County, us/ks or lu.");
        }

        string[] parts = text.Trim().Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            throw new AreaProblemException("No area is given", "the text is empty", "Give a place as us/ks/Haskell County, us/ks or lu.");
        }

        if (!parts[0].Equals("us", StringComparison.OrdinalIgnoreCase))
        {
            return parts.Length == 1
                ? OfCountry(text, parts[0])
                : throw new AreaProblemException("Parts of countries are known by name in the United States alone", $"'{text}'", $"Give the whole country as '{parts[0]}', or GeoJSON, a box or WKT.");
        }

        Topology states = PlaceAtlas.UnitedStates;
        return parts.Length switch
        {
            1 => states.ToGeometry(states.Features("nation")),
            2 when CountyByCode(parts[1]) is { } county => states.ToGeometry(county),
            2 => states.ToGeometry(FindState(text, parts[1]).Feature),
            3 => states.ToGeometry(FindCounty(text, parts[1], parts[2])),
            _ => throw new AreaProblemException("A place has at most three parts", $"'{text}'", "Give a county as us/ks/Haskell County."),
        };
    }

    private static TopologyFeature? CountyByCode(string code) =>
        code.Length == 5 ? PlaceAtlas.UnitedStates.Features("counties").FirstOrDefault(county => county.Id == code) : null;

    private static TopologyFeature FindCounty(string text, string state, string county)
    {
        (string code, TopologyFeature feature) = FindState(text, state);
        return CountyFinder.Find(text, code, feature.Id!, county);
    }

    private static (string Code, TopologyFeature Feature) FindState(string text, string wanted)
    {
        IReadOnlyList<TopologyFeature> states = PlaceAtlas.UnitedStates.Features("states");
        string folded = PlaceNames.Fold(wanted);
        string? id = PlaceCodes.States.GetValueOrDefault(folded);
        TopologyFeature? found = states.FirstOrDefault(state => state.Id == (id ?? folded) || PlaceNames.Fold(state.Name) == folded);
        return found is null
            ? throw PlaceCandidates.NotFound(text, "state of us", wanted, states.SelectMany(state => new[] { (state.Name, Path(state)), (Code(state), Path(state)) }))
            : (Code(found), found);

        static string Code(TopologyFeature state) => PlaceCodes.StateOf(state.Id!);
        static string Path(TopologyFeature state) => $"us/{Code(state)}";
    }

    private static Geometry OfCountry(string text, string wanted)
    {
        Topology world = PlaceAtlas.World;
        string code = wanted.ToLowerInvariant();
        string? id = PlaceCodes.Countries.GetValueOrDefault(code);
        string? name = PlaceCodes.CountriesByName.GetValueOrDefault(code);
        TopologyFeature[] found = [.. world.Features("countries").Where(country => id is not null ? country.Id == id : name is not null && country.Name == name)];
        if (found.Length > 0)
        {
            return FarParts.LeaveOut(world.ToGeometry(found));
        }

        if (id is not null)
        {
            throw NoOutline($"'{code}' has no outline of its own: it is drawn as a part of another country", text);
        }

        throw PlaceCandidates.NotFound(text, "country", wanted, world.Features("countries").SelectMany(Names));
    }

    private static AreaProblemException NoOutline(string what, string text) => new(what, $"'{text}'", "Give it as GeoJSON, a box or WKT.");

    private static IEnumerable<(string Name, string Path)> Names(TopologyFeature country) =>
        PlaceCodes.Countries.FirstOrDefault(pair => pair.Value == country.Id).Key is { } code ? [(country.Name, code), (code, code)] : [];
}
