namespace RasterFlow.Samples.Ground;

/// <summary>Lays out a section from the seed and the section's place alone. Safe for concurrent use.</summary>
internal interface ISectionPlanner
{
    /// <summary>The section at a place in the section grid.</summary>
    Section Plan(int column, int row);
}
