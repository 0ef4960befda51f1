using System.Globalization;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>Compares attributes with values of a condition.</summary>
internal static class FilterValue
{
    /// <summary>What each operator asks of the order of attribute and value.</summary>
    public static readonly IReadOnlyDictionary<string, Func<int, bool>> Operators = new Dictionary<string, Func<int, bool>>
    {
        ["="] = static order => order == 0,
        ["!="] = static order => order != 0,
        ["<>"] = static order => order != 0,
        ["<"] = static order => order < 0,
        ["<="] = static order => order <= 0,
        [">"] = static order => order > 0,
        [">="] = static order => order >= 0,
    };

    /// <summary>The order of two values of one type; null when one is missing or they are of unlike types.</summary>
    public static int? Compare(object? attribute, object? value) => (attribute, value) switch
    {
        (double a, double b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (DateTimeOffset a, string b) => Time(b) is { } time ? a.CompareTo(time) : null,
        _ => null,
    };

    /// <summary>An attribute as a moment: a time, an ISO 8601 text, or a year as a number; null when it is none.</summary>
    public static DateTimeOffset? Time(object? value) => value switch
    {
        DateTimeOffset time => time,
        double year and >= 1900 and <= 2100 when year == Math.Truncate(year) => new DateTimeOffset((int)year, 1, 1, 0, 0, 0, TimeSpan.Zero),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) => time,
        _ => null,
    };
}
