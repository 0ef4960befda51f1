namespace RasterFlow.Samples.Ground;

/// <summary>A wood or a village in a section.</summary>
/// <param name="Outline">Where, in metres from the section's south-west corner.</param>
/// <param name="Cover">What covers it.</param>
internal sealed record CoverPatch(ConvexOutline Outline, Cover Cover);
