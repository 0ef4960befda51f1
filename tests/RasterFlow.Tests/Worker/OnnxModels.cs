using Google.Protobuf;

namespace RasterFlow.Tests.Worker;

/// <summary>Small ONNX models, written field by field as onnx.proto3 numbers them.</summary>
internal static class OnnxModels
{
    private const int Float = 1;
    private const int Int64List = 7;

    /// <summary>y = conv(x), "same" padding, one kernel of <paramref name="kernel"/> x <paramref name="kernel"/> for each pair of class and channel; [n, c, h, w] with n, h, w open.</summary>
    public static byte[] Conv(int channels, int classes, int kernel, int seed = 1, long? batch = null, long? patch = null)
    {
        Random random = new(seed);
        float[] weights = [.. Enumerable.Range(0, classes * channels * kernel * kernel).Select(_ => (random.NextSingle() - 0.5f) / 1000)];
        return Conv(channels, classes, kernel, weights, batch, patch);
    }

    /// <summary>The same with given weights, [class, channel, y, x].</summary>
    public static byte[] Conv(int channels, int classes, int kernel, float[] weights, long? batch = null, long? patch = null)
    {
        int pad = kernel / 2;
        byte[] node = Message(node =>
        {
            Bytes(node, 1, "x");
            Bytes(node, 1, "w");
            Bytes(node, 2, "y");
            Bytes(node, 4, "Conv");
            Bytes(node, 5, Integers("kernel_shape", kernel, kernel));
            Bytes(node, 5, Integers("pads", pad, pad, pad, pad));
        });
        byte[] graph = Message(graph =>
        {
            Bytes(graph, 1, node);
            Bytes(graph, 2, "g");
            Bytes(graph, 5, Weights("w", weights, classes, channels, kernel, kernel));
            Bytes(graph, 11, Image("x", channels, batch, patch));
            Bytes(graph, 12, Image("y", classes, batch, patch));
        });
        return Message(model =>
        {
            Number(model, 1, 8);
            Bytes(model, 7, graph);
            Bytes(model, 8, Message(opset => Number(opset, 2, 13)));
        });
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
            Bytes(graph, 11, Image("x", 1, null, null));
            Bytes(graph, 12, Image("y", 1, null, null));
        });
        return Message(model =>
        {
            Number(model, 1, 8);
            Bytes(model, 7, graph);
        });
    }

    private static byte[] Weights(string name, float[] values, params long[] dimensions) => Message(tensor =>
    {
        foreach (long dimension in dimensions)
        {
            Number(tensor, 1, dimension);
        }

        Number(tensor, 2, Float);
        Bytes(tensor, 8, name);
        Bytes(tensor, 9, [.. values.SelectMany(BitConverter.GetBytes)]);
    });

    private static byte[] Image(string name, long channels, long? batch, long? patch)
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
            Number(tensor, 1, Float);
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
