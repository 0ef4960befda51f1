namespace RasterFlow.Mosaics;

/// <summary>Cuts a date range into the steps of a mosaic's time axis.</summary>
public static class TimeSteps
{
    /// <summary>
    /// One step a year: [start + k years, start + (k + 1) years), the last one cut at <paramref name="end"/>.
    /// A start on 29 February has its anniversaries on 28 February in common years.
    /// </summary>
    /// <param name="start">First day.</param>
    /// <param name="end">The day after the last one.</param>
    /// <exception cref="MosaicPlanException"><paramref name="end"/> is not after <paramref name="start"/>.</exception>
    public static IReadOnlyList<TimeStep> Yearly(DateOnly start, DateOnly end)
    {
        if (end <= start)
        {
            throw new MosaicPlanException($"The end {end:yyyy-MM-dd} must be after the start {start:yyyy-MM-dd}.");
        }

        List<TimeStep> steps = [];
        for (DateOnly from = start; from < end; from = start.AddYears(steps.Count))
        {
            DateOnly anniversary = from.Year == DateOnly.MaxValue.Year ? end : start.AddYears(steps.Count + 1);
            steps.Add(new TimeStep(from, anniversary < end ? anniversary : end));
            if (steps[^1].End == end)
            {
                break;
            }
        }

        return steps;
    }
}
