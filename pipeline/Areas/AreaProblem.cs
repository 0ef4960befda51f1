namespace RasterFlow.Areas;

/// <summary>One thing that is wrong with an area, in words for its author.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Where">Where: a feature, a ring, a position (longitude, latitude).</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record AreaProblem(string What, string Where, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What} ({Where}). {Remedy}";
}
