using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>What a layer's features say, counted while they are read.</summary>
/// <param name="name">The layer's name.</param>
internal sealed class LayerStatistics(string name)
{
    private readonly AttributeSample?[] _samples = new AttributeSample?[VectorLayerEncoder.Keys.Count];

    /// <summary>The layer's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its features.</summary>
    public long Count { get; private set; }

    /// <summary>What its first feature is.</summary>
    public ShapeKind Kind { get; private set; }

    /// <summary>The numbers that its features have, by name.</summary>
    public IEnumerable<(string Name, AttributeSample Sample)> Numbers =>
        VectorLayerEncoder.Keys.Zip(_samples).Where(static entry => entry.Second is not null).Select(static entry => (entry.First, entry.Second!));

    /// <summary>Counts a feature.</summary>
    public void Add(VectorFeature feature)
    {
        if (Count++ == 0)
        {
            Kind = KindOf(feature);
        }

        foreach ((int key, double? value) in VectorLayerEncoder.Numbers(PieceAttributes.Of(feature, 0, 0, KindOf(feature))))
        {
            if (value is { } number)
            {
                (_samples[key] ??= new AttributeSample()).Add(number);
            }
        }
    }

    private static ShapeKind KindOf(VectorFeature feature) => feature.Geometry.Dimension switch
    {
        NetTopologySuite.Geometries.Dimension.Surface => ShapeKind.Polygon,
        NetTopologySuite.Geometries.Dimension.Curve => ShapeKind.Lines,
        _ => ShapeKind.Points,
    };
}
