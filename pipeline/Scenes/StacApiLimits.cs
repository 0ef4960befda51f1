namespace RasterFlow.Scenes;

/// <summary>Bounds of one search in a STAC API.</summary>
/// <param name="PageItems">
/// Items asked for at a time. Earth Search answers more than about 260 Sentinel-2 items with an internal error (github.com/Element84/earth-search, issue 60).
/// </param>
/// <param name="MaximumPages">A search of more pages is refused.</param>
/// <param name="MaximumItems">A search of more items is refused.</param>
/// <param name="AreaVertices">An outline of more vertices is sent simplified, as one that contains it; what is found is checked against the area itself.</param>
public sealed record StacApiLimits(int PageItems = 100, int MaximumPages = 500, int MaximumItems = 50_000, int AreaVertices = 500);
