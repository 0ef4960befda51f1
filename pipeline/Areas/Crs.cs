using System.Globalization;
using ProjNet.CoordinateSystems;

namespace RasterFlow.Areas;

/// <summary>
/// A coordinate reference system by its EPSG code: WGS 84 geographic (4326), web Mercator (3857) and the WGS 84 UTM zones (32601-32660, 32701-32760).
/// Axis order is always x = easting or longitude, y = northing or latitude. Units are metres, or degrees for 4326.
/// </summary>
public sealed class Crs : IEquatable<Crs>
{
    private Crs(int epsg, CoordinateSystem system)
    {
        Epsg = epsg;
        System = system;
    }

    /// <summary>EPSG:4326, WGS 84 in degrees, longitude first.</summary>
    public static Crs Wgs84 { get; } = new(4326, GeographicCoordinateSystem.WGS84);

    /// <summary>EPSG:3857, spherical ("web") Mercator in metres.</summary>
    public static Crs WebMercator { get; } = new(3857, ProjectedCoordinateSystem.WebMercator);

    /// <summary>The EPSG code.</summary>
    public int Epsg { get; }

    /// <summary>True when coordinates are degrees.</summary>
    public bool IsGeographic => System is GeographicCoordinateSystem;

    /// <summary>ProjNET's description of the system.</summary>
    public CoordinateSystem System { get; }

    /// <summary>Finds a system by its EPSG code.</summary>
    /// <exception cref="NotSupportedException">The code is not one of the supported systems; the message lists them.</exception>
    public static Crs FromEpsg(int epsg) => epsg switch
    {
        4326 => Wgs84,
        3857 => WebMercator,
        >= 32601 and <= 32660 => new Crs(epsg, ProjectedCoordinateSystem.WGS84_UTM(epsg - 32600, true)),
        >= 32701 and <= 32760 => new Crs(epsg, ProjectedCoordinateSystem.WGS84_UTM(epsg - 32700, false)),
        _ => throw new NotSupportedException($"EPSG:{epsg} is not supported. Use EPSG:4326, EPSG:3857 or a WGS 84 UTM zone (EPSG:32601-32660, EPSG:32701-32760)."),
    };

    /// <summary>Reads "EPSG:32614" (the prefix may be missing).</summary>
    /// <exception cref="FormatException">The text is not an EPSG code.</exception>
    /// <exception cref="NotSupportedException">The code is not supported.</exception>
    public static Crs Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string digits = text.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase) ? text[5..] : text;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int epsg)
            ? FromEpsg(epsg)
            : throw new FormatException($"'{text}' is not a coordinate reference system. Write it as EPSG:<code>, for example EPSG:32614.");
    }

    /// <summary>The WGS 84 UTM zone that holds a position, without the exceptions around Norway and Svalbard.</summary>
    public static Crs UtmOf(double longitude, double latitude)
    {
        int zone = Math.Clamp((int)Math.Floor((longitude + 180) / 6) + 1, 1, 60);
        return FromEpsg((latitude >= 0 ? 32600 : 32700) + zone);
    }

    /// <inheritdoc/>
    public override string ToString() => $"EPSG:{Epsg}";

    /// <inheritdoc/>
    public bool Equals(Crs? other) => other?.Epsg == Epsg;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Crs);

    /// <inheritdoc/>
    public override int GetHashCode() => Epsg;
}
