using NetTopologySuite.Geometries;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>Some features on their way through the cut, and what came out. Used again.</summary>
internal sealed class CutBatch
{
    private const int MostFeatures = 256;
    private const int MostPoints = 1 << 16;

    private int _points;

    /// <summary>The features, with the numbers of their label and layer.</summary>
    public List<(VectorFeature Feature, int Label, int Layer)> Features { get; } = [];

    /// <summary>The pieces of features that are drawn by themselves.</summary>
    public PieceBatch Pieces { get; } = new();

    /// <summary>A share for each polygon and line.</summary>
    public List<TinyShare> Shares { get; } = [];

    /// <summary>What drawing lost, by share and zoom: square tile units.</summary>
    public List<double> Losses { get; } = [];

    /// <summary>Attributes, for shares that become squares.</summary>
    public ByteBuffer Attributes { get; } = new();

    /// <summary>The box around the features, EPSG:4326.</summary>
    public Envelope Bounds { get; private set; } = new();

    /// <summary>Whether there are points, which are drawn at every zoom.</summary>
    public bool HasPoints { get; set; }

    public bool IsFull => Features.Count >= MostFeatures || _points >= MostPoints;

    public void Add(VectorFeature feature, (int Label, int Layer) indices)
    {
        Features.Add((feature, indices.Label, indices.Layer));
        _points += feature.Geometry.NumPoints;
    }

    public void Clear()
    {
        Features.Clear();
        Pieces.Clear();
        Shares.Clear();
        Losses.Clear();
        Attributes.Clear();
        Bounds = new Envelope();
        HasPoints = false;
        _points = 0;
    }
}
