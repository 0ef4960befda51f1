namespace RasterFlow.Mosaics;

/// <summary>One step of the time axis: days [<paramref name="Start"/>, <paramref name="End"/>).</summary>
/// <param name="Start">First day.</param>
/// <param name="End">The day after the last one.</param>
public readonly record struct TimeStep(DateOnly Start, DateOnly End)
{
    /// <summary>Days in the step.</summary>
    public int LengthDays => End.DayNumber - Start.DayNumber;

    /// <summary>True when a moment (UTC) lies in the step.</summary>
    public bool Contains(DateTimeOffset moment)
    {
        DateOnly day = DateOnly.FromDateTime(moment.UtcDateTime);
        return day >= Start && day < End;
    }
}
