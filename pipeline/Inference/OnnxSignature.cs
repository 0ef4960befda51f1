using Google.Protobuf;

namespace RasterFlow.Inference;

/// <summary>
/// Reads from an ONNX file what the model takes and gives, without ONNX Runtime: only the fields of onnx.proto3 that say so are visited, and
/// weights are stepped over. Expects what the inference worker runs: one input and a first output, both [n, channel, y, x] of float32 or float16.
/// </summary>
public static class OnnxSignature
{
    private const int Float32 = 1;
    private const int Float16 = 10;
    private const int Rank = 4;
    private const int LongestName = 120;
    private const string Patches = "float32 or float16 [n, channel, y, x]";
    private const string Expected = $"expected {Patches}";

    /// <summary>What one field of a message is; true when it was read, false to step over it.</summary>
    private delegate bool Field(uint tag, long end);

    /// <summary>Reads the shapes of the input and of the first output.</summary>
    /// <param name="model">The file.</param>
    /// <returns>Channels, batch and patch size; null where the model leaves them open.</returns>
    /// <exception cref="InvalidDataException">It is no whole ONNX model, or no model of patches; the message says why.</exception>
    public static ModelShape Read(byte[] model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using MemoryStream stream = new(model, writable: false);
        return Read(stream, model.Length);
    }

    /// <summary>Reads the same from a stream, to its end: a large model is not held.</summary>
    /// <param name="model">The file, from its start.</param>
    /// <param name="lengthBytes">Its length.</param>
    /// <returns>What the model takes and gives; null where it leaves that open.</returns>
    /// <exception cref="InvalidDataException">It is no whole ONNX model, or no model of patches; the message says why.</exception>
    public static ModelShape Read(Stream model, long lengthBytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        Graph graph = new();
        try
        {
            using CodedInputStream input = new(model, leaveOpen: true);
            ReadModel(input, lengthBytes, graph);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"This is not an ONNX model, or it is cut off or damaged: {e.Message}", e);
        }

        if (!graph.Found)
        {
            throw new InvalidDataException(lengthBytes == 0 ? "This is not an ONNX model: the file is empty." : "This is not an ONNX model: it has no graph.");
        }

        // Models of before IR version 4 list their weights as inputs as well.
        Value[] inputs = [.. graph.Inputs.Where(value => !graph.Initializers.Contains(value.Name))];
        if (inputs.Length != 1)
        {
            string names = inputs.Length == 0 ? string.Empty : $" ({Short(string.Join(", ", inputs.Take(LongestName).Select(value => value.Name)))})";
            throw new InvalidDataException($"The model has {inputs.Length} inputs{names}; expected one, {Patches}.");
        }

        return graph.Outputs.Count > 0
            ? ShapeOf(inputs[0], graph.Outputs[0])
            : throw new InvalidDataException($"The model has no output; {Expected}.");
    }

    private static ModelShape ShapeOf(Value input, Value output)
    {
        ModelShape shape = new(ChannelsOf(input, "input"), ChannelsOf(output, "output"))
        {
            Batch = Known(input.Dimensions[0]),
            PatchSize = Known(input.Dimensions[2]) ?? Known(input.Dimensions[3]),
        };
        foreach (Value value in (ReadOnlySpan<Value>)[input, output])
        {
            if (value.Dimensions[2..].Any(side => side > 0 && side != (shape.PatchSize ?? side)))
            {
                throw new InvalidDataException(
                    $"The model takes patches of {input.Dimensions[2]} x {input.Dimensions[3]} pixels and gives {output.Dimensions[2]} x {output.Dimensions[3]}; expected squares of one size.");
            }
        }

        return shape;
    }

    private static int? Known(long size) => size is > 0 and <= int.MaxValue ? (int)size : null;

    private static int? ChannelsOf(Value value, string side)
    {
        string who = $"The model's {side} '{Short(value.Name)}'";
        if (!value.IsTensor)
        {
            throw new InvalidDataException($"{who} is not a tensor; {Expected}.");
        }

        if (value.ElementType is not (Float32 or Float16))
        {
            throw new InvalidDataException($"{who} has the element type {value.ElementType} (float32 is {Float32}, float16 is {Float16}); {Expected}.");
        }

        if (!value.HasShape || value.Dimensions.Count != Rank)
        {
            throw new InvalidDataException($"{who} has {(value.HasShape ? $"{value.Dimensions.Count} dimensions" : "no shape")}; {Expected}.");
        }

        long channels = value.Dimensions[1];
        return channels <= int.MaxValue
            ? channels > 0 ? (int)channels : null
            : throw new InvalidDataException($"{who} has {channels} channels, which is too many.");
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..LongestName]}...";

    private static void ReadModel(CodedInputStream input, long modelEnd, Graph graph) => Fields(input, modelEnd, (tag, end) =>
    {
        bool found = tag == Tag(7);
        graph.Found |= found;
        return found && Message(input, end, (tag, end) => ReadGraphField(input, tag, end, graph));
    });

    private static bool ReadGraphField(CodedInputStream input, uint tag, long graphEnd, Graph graph)
    {
        if (tag == Tag(5))
        {
            return Message(input, graphEnd, (tag, _) =>
            {
                bool name = tag == Tag(8);
                if (name)
                {
                    graph.Initializers.Add(input.ReadString());
                }

                return name;
            });
        }

        List<Value>? values = tag == Tag(11) ? graph.Inputs : tag == Tag(12) ? graph.Outputs : null;
        if (values is null)
        {
            return false;
        }

        Value value = new();
        values.Add(value);
        return Message(input, graphEnd, (tag, end) =>
        {
            if (tag == Tag(1))
            {
                value.Name = input.ReadString();
                return true;
            }

            return tag == Tag(2) && Message(input, end, (tag, end) => tag == Tag(1) && ReadTensorType(input, end, value));
        });
    }

    private static bool ReadTensorType(CodedInputStream input, long typeEnd, Value value)
    {
        value.IsTensor = true;
        return Message(input, typeEnd, (tag, end) =>
        {
            if (tag == Tag(1, WireFormat.WireType.Varint))
            {
                value.ElementType = input.ReadInt32();
                return true;
            }

            bool shape = tag == Tag(2);
            value.HasShape |= shape;
            return shape && Message(input, end, (tag, end) => tag == Tag(1) && ReadDimension(input, end, value));
        });
    }

    private static bool ReadDimension(CodedInputStream input, long shapeEnd, Value value)
    {
        long size = 0;
        bool read = Message(input, shapeEnd, (tag, _) =>
        {
            // A name instead (dim_param) leaves the size open.
            bool known = tag == Tag(1, WireFormat.WireType.Varint);
            size = known ? input.ReadInt64() : tag == Tag(2) ? 0 : size;
            return known;
        });
        value.Dimensions.Add(size);
        return read;
    }

    /// <summary>Reads the message that follows a tag. The stream has no public limits, so ends are passed down.</summary>
    private static bool Message(CodedInputStream input, long outerEnd, Field field)
    {
        int length = input.ReadLength();
        long end = input.Position + length;
        if (length < 0 || end > outerEnd)
        {
            throw Overrun();
        }

        Fields(input, end, field);
        return true;
    }

    private static void Fields(CodedInputStream input, long end, Field field)
    {
        while (input.Position < end)
        {
            uint tag = input.ReadTag();
            if (!field(tag, end))
            {
                // Takes a length as one step, whatever is in it, and refuses groups in groups beyond 100 levels.
                input.SkipLastField();
            }

            if (input.Position > end)
            {
                throw Overrun();
            }
        }
    }

    private static InvalidDataException Overrun() => new("This is not an ONNX model, or it is cut off or damaged: a part is longer than what holds it.");

    private static uint Tag(int field, WireFormat.WireType type = WireFormat.WireType.LengthDelimited) => WireFormat.MakeTag(field, type);

    private sealed class Graph
    {
        public bool Found { get; set; }

        public HashSet<string> Initializers { get; } = new(StringComparer.Ordinal);

        public List<Value> Inputs { get; } = [];

        public List<Value> Outputs { get; } = [];
    }

    private sealed class Value
    {
        public string Name { get; set; } = string.Empty;

        public bool IsTensor { get; set; }

        public int ElementType { get; set; }

        public bool HasShape { get; set; }

        /// <summary>Sizes; 0 where open.</summary>
        public List<long> Dimensions { get; } = [];
    }
}
