using Google.Protobuf;

namespace RasterFlow.Tests.Worker;

/// <summary>Small ONNX models, written field by field as onnx.proto3 numbers them.</summary>
internal static class OnnxModels
{
    private const int Float = 1;
    private const int Float16 = 10;
    private const int Int64 = 7;
    private const int Int64Attribute = 2;
    private const int Int64List = 7;

    /// <summary>y = conv(x), "same" padding, one kernel of <paramref name="kernel"/> x <paramref name="kernel"/> for each pair of class and channel; [n, c, h, w] with n, h, w open.</summary>
    public static byte[] Conv(int channels, int classes, int kernel, int seed = 1, long? batch = null, long? patch = null)
    {
        Random random = new(seed);
        float[] weights = [.. Enumerable.Range(0, classes * channels * kernel * kernel).Select(_ => (random.NextSingle() - 0.5f) / 1000)];
        return Conv(channels, classes, kernel, weights, batch, patch);
    }

    /// <summary>
    /// The same, but it cannot run a patch with a value of <paramref name="limit"/> or more: the largest value divided by it, in whole numbers, is an
    /// index into one element.
    /// </summary>
    public static byte[] Refusing(int channels, int classes, float limit)
    {
        float[] weights = [.. Enumerable.Range(0, classes * channels).Select(i => (i + 1) / 1000f)];
        byte[] graph = Message(graph =>
        {
            Bytes(graph, 1, Node("Conv", ["x", "w"], "c", Integers("kernel_shape", 1, 1)));
            Bytes(graph, 1, Node("ReduceMax", ["x"], "largest", Integer("keepdims", 0)));
            Bytes(graph, 1, Node("Div", ["largest", "limit"], "share"));
            Bytes(graph, 1, Node("Cast", ["share"], "index", Integer("to", Int64)));
            Bytes(graph, 1, Node("Gather", ["one", "index"], "factor"));
            Bytes(graph, 1, Node("Mul", ["c", "factor"], "y"));
            Bytes(graph, 2, "g");
            Bytes(graph, 5, Weights("w", weights, Float, classes, channels, 1, 1));
            Bytes(graph, 5, Weights("limit", [limit], Float));
            Bytes(graph, 5, Weights("one", [1f], Float, 1));
            Bytes(graph, 11, Image("x", Float, channels, null, null));
            Bytes(graph, 12, Image("y", Float, classes, null, null));
        });
        return Model(graph);
    }

    /// <summary>The same with given weights, [class, channel, y, x].</summary>
    public static byte[] Conv(int channels, int classes, int kernel, float[] weights, long? batch = null, long? patch = null, bool half = false)
    {
        int type = half ? Float16 : Float;
        int pad = kernel / 2;
        byte[] node = Node("Conv", ["x", "w"], "y", Integers("kernel_shape", kernel, kernel), Integers("pads", pad, pad, pad, pad));
        byte[] graph = Message(graph =>
        {
            Bytes(graph, 1, node);
            Bytes(graph, 2, "g");
            Bytes(graph, 5, Weights("w", weights, type, classes, channels, kernel, kernel));
            Bytes(graph, 11, Image("x", type, channels, batch, patch));
            Bytes(graph, 12, Image("y", type, classes, batch, patch));
        });
        return Model(graph);
    }

    /// <summary>A model whose one weight tensor says that it lies in another file.</summary>
    public static byte[] WithExternalData(string location)
    {
        byte[] entry = Message(entry =>
        {
            Bytes(entry, 1, "location");
            Bytes(entry, 2, location);
        });
        byte[] tensor = Message(tensor =>
        {
            Number(tensor, 1, 1);
            Number(tensor, 2, Float);
            Bytes(tensor, 8, "w");
            Bytes(tensor, 13, entry);
            Number(tensor, 14, 1);
        });
        byte[] graph = Message(graph =>
        {
            Bytes(graph, 2, "g");
            Bytes(graph, 5, tensor);
            Bytes(graph, 11, Image("x", Float, 1, null, null));
            Bytes(graph, 12, Image("y", Float, 1, null, null));
        });
        return Model(graph);
    }

    private static byte[] Model(byte[] graph) => Message(model =>
    {
        Number(model, 1, 8);
        Bytes(model, 7, graph);
        Bytes(model, 8, Message(opset => Number(opset, 2, 13)));
    });

    private static byte[] Node(string type, string[] inputs, string output, params byte[][] attributes) => Message(node =>
    {
        foreach (string input in inputs)
        {
            Bytes(node, 1, input);
        }

        Bytes(node, 2, output);
        Bytes(node, 4, type);
        foreach (byte[] attribute in attributes)
        {
            Bytes(node, 5, attribute);
        }
    });

    private static byte[] Integer(string name, long value) => Message(attribute =>
    {
        Bytes(attribute, 1, name);
        Number(attribute, 3, value);
        Number(attribute, 20, Int64Attribute);
    });

    private static byte[] Weights(string name, float[] values, int type, params long[] dimensions) => Message(tensor =>
    {
        foreach (long dimension in dimensions)
        {
            Number(tensor, 1, dimension);
        }

        Number(tensor, 2, type);
        Bytes(tensor, 8, name);
        Bytes(tensor, 9, [.. values.SelectMany(value => type == Float16 ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value))]);
    });

    private static byte[] Image(string name, int type, long channels, long? batch, long? patch)
    {
        byte[] shape = Message(shape =>
        {
            Bytes(shape, 1, Dimension(batch, "n"));
            Bytes(shape, 1, Dimension(channels, "c"));
            Bytes(shape, 1, Dimension(patch, "h"));
            Bytes(shape, 1, Dimension(patch, "w"));
        });
        byte[] tensor = Message(tensor =>
        {
            Number(tensor, 1, type);
            Bytes(tensor, 2, shape);
        });
        return Message(value =>
        {
            Bytes(value, 1, name);
            Bytes(value, 2, Message(type => Bytes(type, 1, tensor)));
        });
    }

    private static byte[] Dimension(long? size, string name) => Message(dimension =>
    {
        if (size is { } known)
        {
            Number(dimension, 1, known);
        }
        else
        {
            Bytes(dimension, 2, name);
        }
    });

    private static byte[] Integers(string name, params long[] values) => Message(attribute =>
    {
        Bytes(attribute, 1, name);
        foreach (long value in values)
        {
            Number(attribute, 8, value);
        }

        Number(attribute, 20, Int64List);
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true))
        {
            write(output);
        }

        return bytes.ToArray();
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Bytes(CodedOutputStream output, int field, string value) => Bytes(output, field, System.Text.Encoding.UTF8.GetBytes(value));

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }
}
