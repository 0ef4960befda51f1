using System.Globalization;

namespace RasterFlow.Mosaics;

/// <summary>
/// Where a band of a scene is found, as text: a Sentinel-2 band's name (<c>B04</c>), or an asset's key with a number of a band in that file, from 1 (<c>image#2</c>).
/// </summary>
internal static class BandSource
{
    /// <summary>The text for a band of an asset.</summary>
    public static string Of(string asset, int number) => string.Create(CultureInfo.InvariantCulture, $"{asset}#{number}");

    /// <summary>The asset's key; null for a Sentinel-2 band's name.</summary>
    public static string? AssetOf(string source)
    {
        int mark = source.LastIndexOf('#');
        return mark < 0 ? null : source[..mark];
    }

    /// <summary>The band's index in its file, from 0.</summary>
    public static int IndexOf(string source)
    {
        int mark = source.LastIndexOf('#');
        return mark < 0 ? 0 : int.Parse(source.AsSpan(mark + 1), CultureInfo.InvariantCulture) - 1;
    }
}
