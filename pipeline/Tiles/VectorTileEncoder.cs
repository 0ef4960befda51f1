namespace RasterFlow.Tiles;

/// <summary>Writes Mapbox Vector Tiles, version 2.1 (https://github.com/mapbox/vector-tile-spec/tree/master/2.1). Used again for one tile after the other.</summary>
/// <param name="layers">Names of the layers.</param>
/// <param name="labels">The labels.</param>
internal sealed class VectorTileEncoder(IReadOnlyList<string> layers, IReadOnlyList<string> labels)
{
    private const byte LayerTag = (3 << 3) | 2;

    private readonly Dictionary<int, VectorLayerEncoder> _layers = [];
    private readonly ByteBuffer _tile = new();
    private readonly ByteBuffer _layer = new();

    /// <summary>Features of the tile.</summary>
    public int FeatureCount { get; private set; }

    /// <summary>Begins a tile.</summary>
    public void Clear()
    {
        FeatureCount = 0;
        foreach (VectorLayerEncoder layer in _layers.Values)
        {
            layer.Clear();
        }
    }

    /// <summary>Adds a feature.</summary>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="geometry">Its geometry commands.</param>
    public void Add(in PieceAttributes attributes, ReadOnlySpan<byte> geometry)
    {
        if (!_layers.TryGetValue(attributes.Layer, out VectorLayerEncoder? layer))
        {
            layer = new VectorLayerEncoder(layers[attributes.Layer], labels);
            _layers.Add(attributes.Layer, layer);
        }

        layer.Add(attributes, geometry);
        FeatureCount++;
    }

    /// <summary>The tile: layers by name, those without features left out. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        _tile.Clear();
        foreach (VectorLayerEncoder layer in _layers.Values.Where(static layer => !layer.IsEmpty).OrderBy(static layer => layer.Name, StringComparer.Ordinal))
        {
            _layer.Clear();
            layer.WriteTo(_layer);
            _tile.WriteByte(LayerTag);
            _tile.WriteVarint((ulong)_layer.Length);
            _tile.Write(_layer.Span);
        }

        return _tile.Span;
    }
}
