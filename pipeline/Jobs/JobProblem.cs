namespace RasterFlow.Jobs;

/// <summary>One thing that is wrong with a job document.</summary>
/// <param name="Field">Where, as a path: <c>predict.patch_size</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record JobProblem(string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}
