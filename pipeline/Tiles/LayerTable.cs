using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>Labels and layers by number, in order of first appearance, and what the features of each layer say. Filled by the thread that reads features.</summary>
internal sealed class LayerTable(TileOptions options)
{
    private readonly Dictionary<string, (int Label, int Layer)> _indices = new(StringComparer.Ordinal);

    /// <summary>Labels by number.</summary>
    public List<string> Labels { get; } = [];

    /// <summary>Names of the layers by number.</summary>
    public List<string> Layers { get; } = [];

    /// <summary>What each layer's features say, by the layer's number.</summary>
    public List<LayerStatistics> Statistics { get; } = [];

    /// <summary>Features by layer.</summary>
    public IReadOnlyDictionary<string, long> Counts => Statistics.ToDictionary(static layer => layer.Name, static layer => layer.Count, StringComparer.Ordinal);

    /// <summary>Counts a feature and returns the numbers of its label and layer.</summary>
    public (int Label, int Layer) Count(VectorFeature feature)
    {
        string label = feature.Label;
        if (!_indices.TryGetValue(label, out (int Label, int Layer) indices))
        {
            string layer = options.LayerOf(label);
            int number = Layers.IndexOf(layer);
            if (number < 0)
            {
                number = Layers.Count;
                Layers.Add(layer);
                Statistics.Add(new LayerStatistics(layer));
            }

            indices = (Labels.Count, number);
            Labels.Add(label);
            _indices.Add(label, indices);
        }

        Statistics[indices.Layer].Add(feature);
        return indices;
    }
}
