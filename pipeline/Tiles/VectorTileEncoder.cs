using System.Globalization;
using Google.Protobuf;

namespace RasterFlow.Tiles;

/// <summary>Writes Mapbox Vector Tiles, version 2.1 (https://github.com/mapbox/vector-tile-spec/tree/master/2.1), polygons only.</summary>
internal static class VectorTileEncoder
{
    /// <summary>Property names of every feature, in the order of the layer's key table.</summary>
    public static readonly IReadOnlyList<string> Keys = ["label", "time", "score_mean", "pixels"];

    private const int TileLayers = 3;
    private const int LayerName = 1;
    private const int LayerFeatures = 2;
    private const int LayerKeys = 3;
    private const int LayerValues = 4;
    private const int LayerExtent = 5;
    private const int LayerVersion = 15;
    private const int FeatureId = 1;
    private const int FeatureTags = 2;
    private const int FeatureType = 3;
    private const int FeatureGeometry = 4;
    private const int ValueString = 1;
    private const int ValueDouble = 3;
    private const int ValueUnsigned = 5;
    private const int Polygon = 3;
    private const uint MoveToOnce = 1 | (1 << 3);
    private const uint LineTo = 2;
    private const uint ClosePath = 7 | (1 << 3);

    /// <summary>Decimals of score_mean in tiles: few values repeat often, which keeps tiles small. Tables keep the whole number.</summary>
    private const int ScoreDecimals = 3;

    /// <summary>Encodes a tile; layers without features are left out.</summary>
    public static byte[] Encode(IEnumerable<TileLayer> layers)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            foreach (TileLayer layer in layers.Where(layer => layer.Features.Count > 0))
            {
                WriteMessage(output, TileLayers, EncodeLayer(layer));
            }
        }

        return stream.ToArray();
    }

    /// <summary>The geometry commands of a feature's rings (section 4.3).</summary>
    public static List<uint> Commands(IReadOnlyList<TilePoint[]> rings)
    {
        List<uint> commands = [];
        TilePoint cursor = default;
        foreach (TilePoint[] ring in rings)
        {
            commands.Add(MoveToOnce);
            Move(ring[0]);
            commands.Add(LineTo | ((uint)(ring.Length - 1) << 3));
            foreach (TilePoint point in ring.AsSpan(1))
            {
                Move(point);
            }

            commands.Add(ClosePath);
        }

        return commands;

        void Move(TilePoint to)
        {
            commands.Add(ZigZag(to.X - cursor.X));
            commands.Add(ZigZag(to.Y - cursor.Y));
            cursor = to;
        }
    }

    private static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static byte[] EncodeLayer(TileLayer layer)
    {
        ValueTable values = new();
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            output.WriteTag(LayerName, WireFormat.WireType.LengthDelimited);
            output.WriteString(layer.Name);
            foreach (TileFeature feature in layer.Features)
            {
                WriteMessage(output, LayerFeatures, EncodeFeature(feature, values));
            }

            foreach (string key in Keys)
            {
                output.WriteTag(LayerKeys, WireFormat.WireType.LengthDelimited);
                output.WriteString(key);
            }

            foreach (byte[] value in values.Encoded)
            {
                WriteMessage(output, LayerValues, value);
            }

            output.WriteTag(LayerExtent, WireFormat.WireType.Varint);
            output.WriteUInt32(TileOptions.Extent);
            output.WriteTag(LayerVersion, WireFormat.WireType.Varint);
            output.WriteUInt32(2);
        }

        return stream.ToArray();
    }

    private static byte[] EncodeFeature(TileFeature feature, ValueTable values)
    {
        TileAttributes attributes = feature.Attributes;
        List<uint> tags = [0, values.Of(attributes.Label), 1, values.Of(attributes.Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))];
        if (attributes.ScoreMean is { } score)
        {
            tags.AddRange([2, values.Of(Math.Round(score, ScoreDecimals))]);
        }

        tags.AddRange([3, values.Of(attributes.Pixels)]);
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            output.WriteTag(FeatureId, WireFormat.WireType.Varint);
            output.WriteUInt64((ulong)attributes.Id);
            WritePacked(output, FeatureTags, tags);
            output.WriteTag(FeatureType, WireFormat.WireType.Varint);
            output.WriteUInt32(Polygon);
            WritePacked(output, FeatureGeometry, Commands(feature.Rings));
        }

        return stream.ToArray();
    }

    private static void WritePacked(CodedOutputStream output, int field, List<uint> values)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(values.Sum(CodedOutputStream.ComputeUInt32Size));
        values.ForEach(output.WriteUInt32);
    }

    private static void WriteMessage(CodedOutputStream output, int field, byte[] content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
    }

    /// <summary>A layer's values, each once, in order of first use (section 4.1).</summary>
    private sealed class ValueTable
    {
        private readonly Dictionary<object, uint> _indices = [];

        public List<byte[]> Encoded { get; } = [];

        public uint Of(object value)
        {
            if (!_indices.TryGetValue(value, out uint index))
            {
                index = (uint)Encoded.Count;
                _indices.Add(value, index);
                Encoded.Add(EncodeValue(value));
            }

            return index;
        }

        private static byte[] EncodeValue(object value)
        {
            using MemoryStream stream = new();
            using (CodedOutputStream output = new(stream, leaveOpen: true))
            {
                switch (value)
                {
                    case string text:
                        output.WriteTag(ValueString, WireFormat.WireType.LengthDelimited);
                        output.WriteString(text);
                        break;
                    case double number:
                        output.WriteTag(ValueDouble, WireFormat.WireType.Fixed64);
                        output.WriteDouble(number);
                        break;
                    default:
                        output.WriteTag(ValueUnsigned, WireFormat.WireType.Varint);
                        output.WriteUInt64((ulong)(long)value);
                        break;
                }
            }

            return stream.ToArray();
        }
    }
}
