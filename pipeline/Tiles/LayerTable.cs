namespace RasterFlow.Tiles;

/// <summary>Labels and layers by number, in order of first appearance, and how many features each layer has. Filled by the thread that reads features.</summary>
internal sealed class LayerTable(TileOptions options)
{
    private readonly Dictionary<string, (int Label, int Layer)> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Labels by number.</summary>
    public List<string> Labels { get; } = [];

    /// <summary>Layers by number.</summary>
    public List<string> Layers { get; } = [];

    /// <summary>Features by layer.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Counts a feature and returns the numbers of its label and layer.</summary>
    public (int Label, int Layer) Count(string label)
    {
        if (!_indices.TryGetValue(label, out (int Label, int Layer) indices))
        {
            string layer = options.LayerOf(label);
            int number = Layers.IndexOf(layer);
            if (number < 0)
            {
                number = Layers.Count;
                Layers.Add(layer);
                _counts.Add(layer, 0);
            }

            indices = (Labels.Count, number);
            Labels.Add(label);
            _indices.Add(label, indices);
        }

        _counts[Layers[indices.Layer]]++;
        return indices;
    }
}
