using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>Features that GeoParquet tests write.</summary>
internal static class GeoParquetSamples
{
    private static readonly GeometryFactory Factory = new();

    /// <summary>Two polygons, one with a hole, and a multipolygon; one without a score.</summary>
    public static IReadOnlyList<VectorFeature> Few { get; } =
    [
        Feature(7, "field", Square(-100.75, 37.5, 0.01), 0.875),
        Feature(-3, "field_boundaries", Factory.CreatePolygon(Square(-100.5, 37.25, 0.2).Shell, [(LinearRing)Square(-100.45, 37.3, 0.05).Shell.Reverse()]), null),
        Feature(long.MaxValue, "feld äöü", Factory.CreateMultiPolygon([Square(-101, 38, 0.1), Square(-100, 38, 0.1)]), 1),
    ];

    /// <summary>Many small squares.</summary>
    public static IReadOnlyList<VectorFeature> Many(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Feature(i, i % 3 == 0 ? "field" : "field_boundaries", Square((i % 360) - 180, (i / 360 % 170) - 85, 0.5), i % 5 == 0 ? null : i / (double)count))];

    public static VectorFeature Feature(long id, string label, Geometry geometry, double? score) => new()
    {
        Id = id,
        Label = label,
        Time = new DateOnly(2023, 1, 1).AddDays((int)(id & 511)),
        Pixels = (id & 0xFFFF) + 1,
        PartOf = id < 0 ? 7 : null,
        AreaM2 = ((id & 0xFF) * 100) + 0.5,
        PerimeterM = (id & 0xFF) * 40,
        LengthM = geometry is LineString ? 12.5 : null,
        ScoreMean = score,
        ScoreMin = score / 2,
        ScoreMax = score,
        ScoreStd = score / 8,
        Geometry = geometry,
    };

    public static Polygon Square(double x, double y, double size) =>
        Factory.CreatePolygon([new(x, y), new(x + size, y), new(x + size, y + size), new(x, y + size), new(x, y)]);
}
