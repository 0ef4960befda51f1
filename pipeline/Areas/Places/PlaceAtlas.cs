using System.Reflection;

namespace RasterFlow.Areas.Places;

/// <summary>
/// The outlines that are embedded in this assembly: counties, states and the nation of the npm package us-atlas (US Census Bureau, 2017, 1:10 million),
/// and the countries of world-atlas (Natural Earth 4.1, 1:10 million). Each is decoded when the first place of it is asked for.
/// </summary>
internal static class PlaceAtlas
{
    private static readonly Lazy<Topology> States = new(() => Open("us-atlas/counties-10m.json"));
    private static readonly Lazy<Topology> Countries = new(() => Open("world-atlas/countries-10m.json"));

    /// <summary>The objects counties, states and nation.</summary>
    public static Topology UnitedStates => States.Value;

    /// <summary>The objects countries and land.</summary>
    public static Topology World => Countries.Value;

    private static Topology Open(string name)
    {
        using Stream json = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new NotSupportedException($"Areas by name are not in this build: {name} is not embedded in it. Give the area as GeoJSON, a box or WKT.");
        return Topology.Read(json, name);
    }
}
