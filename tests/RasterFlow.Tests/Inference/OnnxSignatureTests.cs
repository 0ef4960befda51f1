using System.Text;
using RasterFlow.Inference;
using RasterFlow.Tests.Support;
using RasterFlow.Tests.Worker;

namespace RasterFlow.Tests.Inference;

public sealed class OnnxSignatureTests
{
    private static readonly byte[] Fields = File.ReadAllBytes(Path.Combine(Repository.Root, "models", "fields-two-seasons.onnx"));
    private static readonly byte[] Image = Tensor("x", 1, 1, 8, 64, 64);

    [Fact]
    public void Read_FieldsModel_GivesItsChannels() => OnnxSignature.Read(Fields).ShouldBe(new ModelShape(8, 3));

    [Fact]
    public void Read_SmallModel_GivesItsChannels()
    {
        OnnxSignature.Read(OnnxModels.Conv(5, 2, 3)).ShouldBe(new ModelShape(5, 2));
        OnnxSignature.Read(OnnxModels.Conv(4, 7, 1, batch: 2, patch: 64)).ShouldBe(new ModelShape(4, 7) { Batch = 2, PatchSize = 64 });
    }

    [Fact]
    public void Read_OpenChannels_AreNull() =>
        OnnxSignature.Read(Model(Part(11, Tensor("x", 1, -1, -1, 64, 64)), Part(12, Tensor("y", 1, -1, 3, 64, 64)))).ShouldBe(new ModelShape(null, 3) { PatchSize = 64 });

    /// <summary>Weights come after the inputs in a file, or before them.</summary>
    [Fact]
    public void Read_WeightsAmongTheInputs_DoNotCount()
    {
        byte[] weights = Part(5, [.. Part(9, new byte[100]), .. Part(8, "w"u8)]);
        byte[] listed = Part(11, Tensor("w", 1, 8));

        OnnxSignature.Read(Model(listed, Part(11, Image), weights, Part(12, Image))).ShouldBe(new ModelShape(8, 8) { Batch = 1, PatchSize = 64 });
        OnnxSignature.Read(Model(weights, Part(11, Image), listed, Part(12, Image))).ShouldBe(new ModelShape(8, 8) { Batch = 1, PatchSize = 64 });
    }

    /// <summary>TensorShapeProto.Dimension may say what it is for (denotation = 3), after its size.</summary>
    [Fact]
    public void Read_DimensionWithDenotation_KeepsItsSize()
    {
        byte[] shape = [.. ((byte[])[6, 7, 8, 8]).SelectMany(size => Part(1, [8, size, .. Part(3, "DATA"u8)]))];
        byte[] image = [.. Part(1, "x"u8), .. Part(2, Part(1, [8, 1, .. Part(2, shape)]))];

        OnnxSignature.Read(Model(Part(11, image), Part(12, image))).ShouldBe(new ModelShape(7, 7) { Batch = 6, PatchSize = 8 });
    }

    [Fact]
    public void Read_SeveralOutputs_TheFirstCounts() =>
        OnnxSignature.Read(Model(Part(11, Image), Part(12, Tensor("y", 1, 1, 3, 64, 64)), Part(12, Tensor("z", 7, 1)))).ShouldBe(new ModelShape(8, 3) { Batch = 1, PatchSize = 64 });

    public static TheoryData<byte[], string> OtherModels() => new()
    {
        { Model(), "0 inputs" },
        { Model(Part(11, Image), Part(11, Tensor("mask", 1, 1, 1, 64, 64)), Part(12, Image)), "2 inputs (x, mask)" },
        { Model(Part(11, Image)), "no output" },
        { Model(Part(11, Tensor("x", 11, 1, 8, 64, 64)), Part(12, Image)), "input 'x' has the element type 11" },
        { Model(Part(11, Tensor("x", 1, 1, 8, 64, 32)), Part(12, Image)), "takes patches of 64 x 32 pixels and gives 64 x 64" },
        { Model(Part(11, Image), Part(12, Tensor("y", 1, 1, 3, 32, 32))), "takes patches of 64 x 64 pixels and gives 32 x 32" },
        { Model(Part(11, Tensor("x", 1, 1, 2, 4, 64, 64)), Part(12, Image)), "input 'x' has 5 dimensions" },
        { Model(Part(11, Image), Part(12, Tensor("y", 1, 1, 3))), "output 'y' has 2 dimensions" },
        { Model(Part(11, Image), Part(12, Part(1, "y"u8))), "output 'y' is not a tensor" },
        { Model(Part(11, [.. Part(1, "x"u8), .. Part(2, Part(1, [8, 1]))]), Part(12, Image)), "input 'x' has no shape" },
        { Model(Part(11, Tensor("x", 1, 1, 1L << 40, 64, 64)), Part(12, Image)), "1099511627776 channels" },
        { Model(Part(11, Tensor(new string('x', 100_000), 2, 1)), Part(12, Image)), "xxx...' has the element type 2" },
    };

    [Theory]
    [MemberData(nameof(OtherModels))]
    public void Read_OtherModel_SaysWhatItIs(byte[] model, string what) =>
        Should.Throw<InvalidDataException>(() => OnnxSignature.Read(model)).Message.ShouldContain(what);

    [Fact]
    public void Read_NoModel_SaysSo()
    {
        byte[] png = [0x89, .. "PNG\r\n"u8, 26, 10, 0, 0, 0, 13];
        byte[] groups = [.. Enumerable.Repeat((byte)0x0B, 1_000_000)];
        byte[] parts = Enumerable.Range(0, 5000).Aggregate(Array.Empty<byte>(), (inner, _) => Part(7, inner));
        foreach (byte[] bytes in new[] { [], png, groups, Encoding.UTF8.GetBytes("name,channels\nfields,8\n"), "{\"graph\": {}}"u8.ToArray(), [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07] })
        {
            Should.Throw<InvalidDataException>(() => OnnxSignature.Read(bytes)).Message.ShouldStartWith("This is not an ONNX model");
        }

        Should.Throw<InvalidDataException>(() => OnnxSignature.Read(parts));
    }

    [Fact]
    public void Read_CutOffFile_IsRefused()
    {
        for (int length = 0; length < Fields.Length - 97; length += 97)
        {
            Should.Throw<InvalidDataException>(() => OnnxSignature.Read(Fields[..length]));
        }
    }

    [Fact]
    public void Read_RandomAndDamagedBytes_ThrowNothingElse()
    {
        Random random = new(7);
        for (int i = 0; i < 5000; i++)
        {
            byte[] bytes = i % 2 == 0 ? new byte[random.Next(300)] : [.. OnnxModels.Conv(3, 2, 1)];
            if (i % 2 == 0)
            {
                random.NextBytes(bytes);
            }
            else
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                bytes[random.Next(bytes.Length)] = 0xFF;
            }

            Exception? error = Record.Exception(() => OnnxSignature.Read(bytes));
            (error is null or InvalidDataException).ShouldBeTrue(error?.ToString());
        }
    }

    private static byte[] Model(params byte[][] graph) => [8, 8, .. Part(7, graph.SelectMany(part => part).ToArray())];

    /// <summary>ValueInfoProto; sizes below zero are names.</summary>
    private static byte[] Tensor(string name, byte elementType, params long[] sizes)
    {
        byte[] shape = [.. sizes.SelectMany(size => Part(1, size < 0 ? Part(2, "n"u8) : [8, .. Varint(size)]))];
        return [.. Part(1, Encoding.UTF8.GetBytes(name)), .. Part(2, Part(1, [8, elementType, .. Part(2, shape)]))];
    }

    private static byte[] Part(int field, ReadOnlySpan<byte> content) => [(byte)((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        return [.. bytes, (byte)value];
    }
}
