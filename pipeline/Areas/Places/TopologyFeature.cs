namespace RasterFlow.Areas.Places;

/// <summary>A polygon feature of a topology.</summary>
/// <param name="Id">Its id (a FIPS or an ISO 3166-1 numeric code), or null.</param>
/// <param name="Name">Its name; empty when it has none.</param>
/// <param name="Polygons">Arc numbers: [polygon][ring][arc]; a negative number n is arc ~n backwards.</param>
internal sealed record TopologyFeature(string? Id, string Name, int[][][] Polygons);
