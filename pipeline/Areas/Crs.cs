using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>
/// A coordinate reference system by its EPSG code or by OGC WKT: degrees on WGS 84 and the datums that coincide with it within a metre,
/// web Mercator, UTM zones and other projections of such datums.
/// Axis order is always x = easting or longitude, y = northing or latitude, whatever the system itself says. Units are metres or degrees.
/// </summary>
public sealed class Crs : IEquatable<Crs>
{
    private static readonly ConcurrentDictionary<int, Crs> Known = new();
    private readonly string? _wkt;

    private Crs(int epsg, CoordinateSystem system, CrsProjection? projection, string? wkt = null)
    {
        Epsg = epsg;
        System = system;
        Projection = projection;
        _wkt = wkt;
    }

    /// <summary>EPSG:4326, WGS 84 in degrees, longitude first.</summary>
    public static Crs Wgs84 { get; } = new(4326, GeographicCoordinateSystem.WGS84, null);

    /// <summary>EPSG:3857, spherical ("web") Mercator in metres.</summary>
    public static Crs WebMercator { get; } = new(3857, ProjectedCoordinateSystem.WebMercator, new CrsWebMercator());

    /// <summary>The EPSG code; 0 for a system that only WKT describes.</summary>
    public int Epsg { get; }

    /// <summary>True when coordinates are degrees.</summary>
    public bool IsGeographic => System is GeographicCoordinateSystem;

    /// <summary>ProjNET's description of the system.</summary>
    public CoordinateSystem System { get; }

    /// <summary>Name of the grid mapping in CF conventions 1.11, appendix F.</summary>
    public string MappingName => Projection?.MappingName ?? "latitude_longitude";

    /// <summary>How the system is computed; null for degrees.</summary>
    internal CrsProjection? Projection { get; }

    /// <summary>Finds a system by its EPSG code.</summary>
    /// <exception cref="NotSupportedException">The code is not one of the supported systems; the message lists them.</exception>
    public static Crs FromEpsg(int epsg) => epsg switch
    {
        4326 => Wgs84,
        3857 => WebMercator,
        _ => Known.GetOrAdd(epsg, Create),
    };

    /// <summary>Reads "EPSG:32614" (the prefix may be missing) or OGC WKT, 1 or 2. WKT that names a known EPSG code, or is plainly WGS 84 or one of its UTM zones, is that system.</summary>
    /// <exception cref="FormatException">The text is neither an EPSG code nor WKT.</exception>
    /// <exception cref="NotSupportedException">The system is not supported; the message says why.</exception>
    public static Crs Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (CrsWkt.IsWkt(text))
        {
            return Wkt2Reader.IsWkt2(text) ? FromWkt2(text.Trim()) : FromWkt(text.Trim(), CrsWkt.ProjectionOf);
        }

        string bare = text.Trim();
        string digits = bare.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase) ? bare[5..] : bare;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int epsg)
            ? FromEpsg(epsg)
            : throw new FormatException($"'{(text.Length <= 60 ? text : text[..60] + "...")}' is not a coordinate reference system. Write it as EPSG:<code>, for example EPSG:32614, or as WKT.");
    }

    /// <summary>The WGS 84 UTM zone that holds a position, without the exceptions around Norway and Svalbard.</summary>
    public static Crs UtmOf(double longitude, double latitude)
    {
        int zone = Math.Clamp((int)Math.Floor((longitude + 180) / 6) + 1, 1, 60);
        return FromEpsg((latitude >= 0 ? 32600 : 32700) + zone);
    }

    /// <summary>"EPSG:code", or the WKT of a system without one; <see cref="Parse"/> reads both.</summary>
    public override string ToString() => _wkt ?? $"EPSG:{Epsg}";

    /// <inheritdoc/>
    public bool Equals(Crs? other) => other is not null && other.Epsg == Epsg && other._wkt == _wkt;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Crs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Epsg, _wkt);

    private static Crs Create(int epsg)
    {
        if (epsg is (>= 32601 and <= 32660) or (>= 32701 and <= 32760))
        {
            ProjectedCoordinateSystem zone = ProjectedCoordinateSystem.WGS84_UTM(epsg % 100, epsg < 32700);
            return new Crs(epsg, zone, CrsWkt.ProjectionOf(zone));
        }

        if (CrsCatalog.WktOf(epsg) is not { } wkt)
        {
            string reason = CrsCatalog.RefusalOf(epsg) is { } refusal ? $": {refusal}." : ".";
            throw new NotSupportedException($"EPSG:{epsg} is not supported{reason} Use one of {CrsCatalog.Known}, or WKT of a datum that coincides with WGS 84.");
        }

        CoordinateSystem system = CrsWkt.Parse(wkt);
        return new Crs(epsg, system, CrsWkt.ProjectionOf(system));
    }

    /// <summary>Reads WKT 1 of a system that outlines come in, exact to metres (<see cref="CrsWkt.OutlineOf"/>): it is of no use for a grid.</summary>
    /// <exception cref="FormatException">The text is not WKT.</exception>
    /// <exception cref="NotSupportedException">The system is not supported; the message says why.</exception>
    internal static Crs ParseOfOutline(string wkt) => FromWkt(wkt, CrsWkt.OutlineOf);

    private static Crs FromWkt2(string wkt)
    {
        CrsWkt.Guard(wkt);
        JsonElement json;
        try
        {
            json = Wkt2Reader.ToProjJson(wkt);
        }
        catch (FormatException e)
        {
            throw new FormatException($"The coordinate reference system is not WKT that can be read: {e.Message}", e);
        }

        if (json.TryGetProperty("id", out JsonElement id) && id.GetProperty("code").GetInt32() is var epsg && IsKnown(epsg))
        {
            return FromEpsg(epsg);
        }

        try
        {
            return FromWkt(ProjJsonReader.ToWkt(json), CrsWkt.ProjectionOf);
        }
        catch (NotSupportedException e) when (!e.Message.Contains("coordinate reference system", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"The coordinate reference system '{json.GetProperty("name").GetString()}' is not supported: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static Crs FromWkt(string wkt, Func<CoordinateSystem, CrsProjection?> projectionOf)
    {
        CoordinateSystem system = CrsWkt.Parse(wkt);
        if (system.Authority == "EPSG" && system.AuthorityCode is > 0 and <= int.MaxValue && IsKnown((int)system.AuthorityCode))
        {
            return FromEpsg((int)system.AuthorityCode);
        }

        return CrsWellKnown.EpsgOf(system, wkt) is { } epsg ? FromEpsg(epsg) : new Crs(0, system, projectionOf(system), wkt);
    }

    /// <summary>Whether <see cref="FromEpsg"/> knows a code.</summary>
    internal static bool IsKnown(int epsg) =>
        epsg is 4326 or 3857 or (>= 32601 and <= 32660) or (>= 32701 and <= 32760) || CrsCatalog.WktOf(epsg) is not null;
}
