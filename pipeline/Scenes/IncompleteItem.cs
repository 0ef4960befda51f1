using NetTopologySuite.Geometries;

namespace RasterFlow.Scenes;

/// <summary>An item that does not say what must be known, when and where it was taken: no scene, but no reason to use none of the others.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Acquired">When it was taken (UTC), when it says so.</param>
/// <param name="Footprint">Its outline in EPSG:4326, when it has one.</param>
/// <param name="Problem">What is missing or wrong, for people.</param>
internal sealed record IncompleteItem(string Id, DateTimeOffset? Acquired, Geometry? Footprint, string Problem) : StacItem;
