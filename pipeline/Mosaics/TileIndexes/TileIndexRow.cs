using NetTopologySuite.Geometries;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>One image of a tile index.</summary>
/// <param name="Outline">Where it lies, EPSG:4326.</param>
/// <param name="Attributes">What is known of it: text, double, bool, DateTimeOffset or null by name.</param>
public sealed record TileIndexRow(Geometry Outline, IReadOnlyDictionary<string, object?> Attributes);
