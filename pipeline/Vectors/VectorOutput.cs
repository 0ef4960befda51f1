using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>How <see cref="VectorStitcher"/> orders and writes features; the defaults are Hilbert order and GeoParquet.</summary>
/// <param name="WritePart">Writes one part file.</param>
/// <param name="OrderKey">The place of a position (EPSG:4326) in the output order, within an extent.</param>
internal sealed record VectorOutput(
    Func<Stream, IReadOnlyList<VectorFeature>, CancellationToken, Task> WritePart,
    Func<Coordinate, Envelope, ulong> OrderKey);
