using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace RasterFlow.Standins.Tests.OnnxRuntime;

/// <summary>Microsoft's binding over the native library of the npm package: one model, one run.</summary>
public class SessionTests
{
    [Fact]
    public void GetAvailableProviders_Always_HasCpu() => OrtEnv.Instance().GetAvailableProviders().ShouldContain("CPUExecutionProvider");

    [Fact]
    public void Run_ModelThatDoubles_ReturnsTwiceTheInput()
    {
        using InferenceSession session = new(DoublingModel());
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new[] { 1f, -2.5f, 3f }, [3]);
        using RunOptions options = new();

        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [input], ["y"]);

        outputs[0].GetTensorDataAsSpan<float>().ToArray().ShouldBe([2f, -5f, 6f]);
    }

    /// <summary>y = x + x on float[3]: an onnx.ModelProto of IR version 8 and operator set 13, its fields as onnx.proto numbers them.</summary>
    private static byte[] DoublingModel()
    {
        byte[] add = [.. Text(1, "x"), .. Text(1, "x"), .. Text(2, "y"), .. Text(4, "Add")];
        byte[] graph = [.. Message(1, add), .. Text(2, "doubling"), .. Message(11, FloatVector("x")), .. Message(12, FloatVector("y"))];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, Number(2, 13))];
    }

    private static byte[] FloatVector(string name)
    {
        byte[] shape = Message(1, Number(1, 3));
        byte[] tensor = [.. Number(1, 1), .. Message(2, shape)];
        return [.. Text(1, name), .. Message(2, Message(1, tensor))];
    }

    private static byte[] Text(int field, string value) => Message(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field of protobuf wire type 2; lengths below 128 take one byte.</summary>
    private static byte[] Message(int field, byte[] content) => [(byte)((field << 3) | 2), checked((byte)content.Length), .. content];

    /// <summary>A field of protobuf wire type 0.</summary>
    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];
}
