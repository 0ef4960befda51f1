namespace RasterFlow.Catalog;

/// <summary>A bounding box in EPSG:4326, degrees.</summary>
public sealed record CatalogBox(double XMin, double YMin, double XMax, double YMax);
