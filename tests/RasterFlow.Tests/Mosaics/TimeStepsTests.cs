using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

public sealed class TimeStepsTests
{
    [Fact]
    public void Yearly_TwoYears_GivesTwoSteps() => TimeSteps.Yearly(new(2023, 1, 1), new(2025, 1, 1)).ShouldBe(
        [new TimeStep(new(2023, 1, 1), new(2024, 1, 1)), new TimeStep(new(2024, 1, 1), new(2025, 1, 1))]);

    [Fact]
    public void Yearly_PartOfAYearLeft_CutsTheLastStep() => TimeSteps.Yearly(new(2023, 6, 15), new(2024, 9, 1)).ShouldBe(
        [new TimeStep(new(2023, 6, 15), new(2024, 6, 15)), new TimeStep(new(2024, 6, 15), new(2024, 9, 1))]);

    [Fact]
    public void Yearly_StartOnLeapDay_HasNoGapsAndNoOverlaps()
    {
        IReadOnlyList<TimeStep> steps = TimeSteps.Yearly(new(2020, 2, 29), new(2025, 2, 28));

        steps.Count.ShouldBe(5);
        steps.Zip(steps.Skip(1)).ShouldAllBe(pair => pair.First.End == pair.Second.Start);
        steps.Sum(step => step.LengthDays).ShouldBe(new DateOnly(2025, 2, 28).DayNumber - new DateOnly(2020, 2, 29).DayNumber);
    }

    [Fact]
    public void Yearly_EndOfTheCalendar_Ends() => TimeSteps.Yearly(new(9998, 6, 1), DateOnly.MaxValue).Count.ShouldBe(2);

    [Fact]
    public void Yearly_EmptyRange_IsRefused() => Should.Throw<MosaicPlanException>(() => TimeSteps.Yearly(new(2023, 1, 1), new(2023, 1, 1)));
}
