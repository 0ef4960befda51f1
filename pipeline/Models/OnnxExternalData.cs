using Google.Protobuf;

namespace RasterFlow.Models;

/// <summary>
/// Finds the files beside an ONNX model that its weights are kept in (onnx.proto3: TensorProto.external_data). A model is one file here: a path
/// in it would lead the worker to read whatever lies there.
/// </summary>
internal static class OnnxExternalData
{
    private const int MostNames = 5;
    private const int DeepestGraph = 64;

    /// <summary>Parts of an ONNX file that can hold tensors, directly or in what they hold.</summary>
    private enum Part
    {
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
        Entry,
    }

    /// <summary>Names of the files, at most a handful; empty when the model is whole.</summary>
    /// <param name="model">The file, read to its end.</param>
    /// <param name="lengthBytes">Its length.</param>
    /// <exception cref="InvalidDataException">It is no whole ONNX model.</exception>
    public static IReadOnlyList<string> FilesOf(Stream model, long lengthBytes)
    {
        List<string> files = [];
        try
        {
            using CodedInputStream input = new(model, leaveOpen: true);
            Visit(input, Part.Model, lengthBytes, files, 0);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"This is not an ONNX model, or it is cut off or damaged: {e.Message}", e);
        }

        return files;
    }

    // Field numbers of onnx.proto3.
    private static Part? PartOf(Part parent, int field) => (parent, field) switch
    {
        (Part.Model, 7) => Part.Graph,
        (Part.Model, 20) => Part.Training,
        (Part.Model, 25) => Part.Function,
        (Part.Training, 1 or 2) => Part.Graph,
        (Part.Graph, 1) or (Part.Function, 7) => Part.Node,
        (Part.Graph, 5) => Part.Tensor,
        (Part.Graph, 15) => Part.SparseTensor,
        (Part.Node, 5) or (Part.Function, 11) => Part.Attribute,
        (Part.Attribute, 5 or 10) => Part.Tensor,
        (Part.Attribute, 6 or 11) => Part.Graph,
        (Part.Attribute, 22 or 23) => Part.SparseTensor,
        (Part.SparseTensor, 1 or 2) => Part.Tensor,
        (Part.Tensor, 13) => Part.Entry,
        _ => null,
    };

    private static void Visit(CodedInputStream input, Part part, long end, List<string> files, int depth)
    {
        if (depth > DeepestGraph)
        {
            throw new InvalidDataException($"This is not an ONNX model that can be read: its graphs are nested more than {DeepestGraph} levels deep.");
        }

        while (input.Position < end)
        {
            uint tag = input.ReadTag();
            int field = WireFormat.GetTagFieldNumber(tag);
            bool isMessage = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;
            if (part == Part.Tensor && field == 14 && WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint)
            {
                // data_location: 1 is EXTERNAL, even without a name.
                Add(files, input.ReadInt32() == 1 ? string.Empty : null);
            }
            else if (isMessage && PartOf(part, field) is { } inner)
            {
                int length = input.ReadLength();
                long innerEnd = input.Position + length;
                if (length < 0 || innerEnd > end)
                {
                    throw new InvalidDataException("This is not an ONNX model, or it is cut off or damaged: a part is longer than what holds it.");
                }

                if (inner == Part.Entry)
                {
                    Add(files, ReadLocation(input, innerEnd));
                }
                else
                {
                    Visit(input, inner, innerEnd, files, depth + 1);
                }
            }
            else
            {
                input.SkipLastField();
            }
        }
    }

    /// <summary>The value of an entry whose key is "location"; null for other keys.</summary>
    private static string? ReadLocation(CodedInputStream input, long end)
    {
        (string key, string value) = (string.Empty, string.Empty);
        while (input.Position < end)
        {
            uint tag = input.ReadTag();
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    key = input.ReadString();
                    break;
                case 2:
                    value = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return key == "location" ? value : null;
    }

    private static void Add(List<string> files, string? name)
    {
        if (name is null || files.Contains(name, StringComparer.Ordinal) || files.Count == MostNames)
        {
            return;
        }

        // The nameless one is only news as long as no name is known.
        if (name.Length > 0)
        {
            files.Remove(string.Empty);
        }
        else if (files.Count > 0)
        {
            return;
        }

        files.Add(name);
    }
}
