namespace RasterFlow.Tiles;

/// <summary>A feature of one tile.</summary>
/// <param name="Attributes">Id and tags.</param>
/// <param name="Rings">Open rings; an outer ring has positive area (<see cref="TileRing.TwiceArea"/>) and its holes follow with negative area.</param>
internal sealed record TileFeature(TileAttributes Attributes, IReadOnlyList<TilePoint[]> Rings);

/// <summary>What a tile says of a feature beside its shape.</summary>
internal readonly record struct TileAttributes(long Id, string Label, DateOnly Time, double? ScoreMean, long Pixels);

/// <summary>A layer of one tile.</summary>
internal sealed record TileLayer(string Name, IReadOnlyList<TileFeature> Features);
