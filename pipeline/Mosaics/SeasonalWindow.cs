namespace RasterFlow.Mosaics;

/// <summary>Days of the year [<paramref name="FirstDay"/>, <paramref name="LastDay"/>], both inclusive, 1 January = 1. A window whose last day comes before its first wraps over the year's end.</summary>
public readonly record struct SeasonalWindow(int FirstDay, int LastDay)
{
    /// <summary>True when a day of the year lies in the window.</summary>
    public bool Contains(int dayOfYear) => FirstDay <= LastDay
        ? dayOfYear >= FirstDay && dayOfYear <= LastDay
        : dayOfYear >= FirstDay || dayOfYear <= LastDay;
}
