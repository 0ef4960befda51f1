using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RasterFlow.Tiles;

/// <summary>Writes one layer of a tile (Mapbox Vector Tile 2.1, section 4.1). Every key and value is written once; features name them by number.</summary>
/// <param name="name">The layer's name.</param>
/// <param name="labels">The labels by number.</param>
internal sealed class VectorLayerEncoder(string name, IReadOnlyList<string> labels)
{
    /// <summary>Attribute names in the order of the layer's key table; what only the deepest zooms say comes last.</summary>
    public static readonly IReadOnlyList<string> Keys =
        ["label", "time", "score_mean", "pixels", "area_m2", "length_m", "perimeter_m", "score_min", "score_max", "score_std"];

    /// <summary>Whether only the deepest zooms have an attribute (<see cref="PieceDetail"/>).</summary>
    public static bool IsDetail(string key) => Keys.Skip(PerimeterKey).Contains(key, StringComparer.Ordinal);

    private const int LabelKey = 0;
    private const int TimeKey = 1;
    private const int ScoreKey = 2;
    private const int PixelsKey = 3;
    private const int AreaKey = 4;
    private const int LengthKey = 5;
    private const int PerimeterKey = 6;
    private const int ScoreMinKey = 7;
    private const int ScoreMaxKey = 8;
    private const int ScoreStdKey = 9;

    // Field numbers with their wire types (protocol buffers: 0 varint, 1 eight bytes, 2 length-delimited).
    private const byte LayerName = (1 << 3) | 2;
    private const byte LayerFeature = (2 << 3) | 2;
    private const byte LayerKey = (3 << 3) | 2;
    private const byte LayerValue = (4 << 3) | 2;
    private const byte LayerExtent = 5 << 3;
    private const byte LayerVersion = 15 << 3;
    private const byte FeatureId = 1 << 3;
    private const byte FeatureTags = (2 << 3) | 2;
    private const byte FeatureType = 3 << 3;
    private const byte FeatureGeometry = (4 << 3) | 2;
    private const byte ValueString = (1 << 3) | 2;
    private const byte ValueDouble = (3 << 3) | 1;
    private const byte ValueSigned = 6 << 3;
    private const byte ValueUnsigned = 5 << 3;

    private readonly Dictionary<(ValueKind Kind, long Value), uint> _indices = [];
    private readonly ByteBuffer _features = new();
    private readonly ByteBuffer _values = new();
    private readonly ByteBuffer _value = new();
    private readonly ByteBuffer _tags = new();
    private int _keys;

    /// <summary>How a value is written; keys of one kind share their values.</summary>
    private enum ValueKind
    {
        Label,
        Day,
        Score,
        Whole,
    }

    /// <summary>The layer's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it has no feature.</summary>
    public bool IsEmpty => _features.Length == 0;

    /// <summary>Begins the layer of another tile.</summary>
    public void Clear()
    {
        _indices.Clear();
        _features.Clear();
        _values.Clear();
        _keys = 0;
    }

    /// <summary>Adds a feature.</summary>
    public void Add(in PieceAttributes attributes, ReadOnlySpan<byte> geometry)
    {
        _tags.Clear();
        Tag(LabelKey, ValueKind.Label, attributes.Label);
        Tag(TimeKey, ValueKind.Day, attributes.Day);
        Tag(ScoreKey, ValueKind.Score, attributes.Score);
        Tag(PixelsKey, ValueKind.Whole, attributes.Pixels);
        Tag(SizeKeyOf(attributes.Kind), ValueKind.Whole, attributes.Size);
        if (attributes.Detail is { } detail)
        {
            Tag(PerimeterKey, ValueKind.Whole, detail.Perimeter);
            Tag(ScoreMinKey, ValueKind.Score, detail.ScoreMin);
            Tag(ScoreMaxKey, ValueKind.Score, detail.ScoreMax);
            Tag(ScoreStdKey, ValueKind.Score, detail.ScoreStd);
        }

        int length = 1 + ByteBuffer.SizeOf(attributes.Id)
            + 1 + ByteBuffer.SizeOf((ulong)_tags.Length) + _tags.Length
            + 2
            + 1 + ByteBuffer.SizeOf((ulong)geometry.Length) + geometry.Length;
        _features.WriteByte(LayerFeature);
        _features.WriteVarint((ulong)length);
        _features.WriteByte(FeatureId);
        _features.WriteVarint(attributes.Id);
        WriteBytes(_features, FeatureTags, _tags.Span);
        _features.WriteByte(FeatureType);
        _features.WriteByte((byte)attributes.Kind);
        WriteBytes(_features, FeatureGeometry, geometry);
    }

    /// <summary>Writes the layer.</summary>
    public void WriteTo(ByteBuffer output)
    {
        WriteBytes(output, LayerName, Encoding.UTF8.GetBytes(Name));
        output.Write(_features.Span);
        foreach (string key in Keys.Take(_keys))
        {
            WriteBytes(output, LayerKey, Encoding.UTF8.GetBytes(key));
        }

        output.Write(_values.Span);
        output.WriteByte(LayerExtent);
        output.WriteVarint(TileOptions.Extent);
        output.WriteByte(LayerVersion);
        output.WriteByte(2);
    }

    /// <summary>The numbers among a feature's attributes as a reader of tiles sees them, each with its place in <see cref="Keys"/>; null for those it lacks.</summary>
    public static IEnumerable<(int Key, double? Value)> Numbers(PieceAttributes attributes) =>
    [
        (ScoreKey, attributes.Score / PieceAttributes.ScoreUnit),
        (PixelsKey, attributes.Pixels),
        (SizeKeyOf(attributes.Kind), attributes.Size),
        (PerimeterKey, attributes.Detail?.Perimeter),
        (ScoreMinKey, attributes.Detail?.ScoreMin / PieceAttributes.ScoreUnit),
        (ScoreMaxKey, attributes.Detail?.ScoreMax / PieceAttributes.ScoreUnit),
        (ScoreStdKey, attributes.Detail?.ScoreStd / PieceAttributes.ScoreUnit),
    ];

    private static int SizeKeyOf(ShapeKind kind) => kind == ShapeKind.Lines ? LengthKey : AreaKey;

    private static void WriteBytes(ByteBuffer output, byte tag, ReadOnlySpan<byte> content)
    {
        output.WriteByte(tag);
        output.WriteVarint((ulong)content.Length);
        output.Write(content);
    }

    private void Tag(int key, ValueKind kind, long? value)
    {
        if (value is not { } number)
        {
            return;
        }

        ref uint index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indices, (kind, number), out bool isKnown);
        if (!isKnown)
        {
            index = (uint)_indices.Count - 1;
            WriteValue(kind, number);
        }

        _keys = Math.Max(_keys, key + 1);
        _tags.WriteVarint((ulong)key);
        _tags.WriteVarint(index);
    }

    private void WriteValue(ValueKind kind, long value)
    {
        _value.Clear();
        switch (kind)
        {
            case ValueKind.Label:
                WriteBytes(_value, ValueString, Encoding.UTF8.GetBytes(labels[(int)value]));
                break;
            case ValueKind.Day:
                string day = DateOnly.FromDayNumber((int)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                WriteBytes(_value, ValueString, Encoding.UTF8.GetBytes(day));
                break;
            case ValueKind.Score:
                _value.WriteByte(ValueDouble);
                _value.Write(BitConverter.GetBytes(value / PieceAttributes.ScoreUnit));
                break;
            case ValueKind.Whole when value < 0:
                _value.WriteByte(ValueSigned);
                _value.WriteZigZag(value);
                break;
            default:
                _value.WriteByte(ValueUnsigned);
                _value.WriteVarint((ulong)value);
                break;
        }

        WriteBytes(_values, LayerValue, _value.Span);
    }
}
