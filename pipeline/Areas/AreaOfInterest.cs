using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>The area of interest (AOI) of a job: a valid polygon or multipolygon in EPSG:4326, longitude first.</summary>
/// <param name="Geometry">The area; never empty, always valid.</param>
public sealed record AreaOfInterest(Geometry Geometry);
