namespace RasterFlow.Imagery;

/// <summary>What a file says of its place on Earth.</summary>
/// <param name="Epsg">The code of its reference system; null without one.</param>
/// <param name="CrsProblem">Why <paramref name="Epsg"/> is null, when the file says more than nothing.</param>
/// <param name="Placement">Where it lies in that system; null when it is not placed, or not north up.</param>
/// <param name="PlacementProblem">Why <paramref name="Placement"/> is null.</param>
internal sealed record GeoReference(int? Epsg, string? CrsProblem, GeoPlacement? Placement, string? PlacementProblem);
