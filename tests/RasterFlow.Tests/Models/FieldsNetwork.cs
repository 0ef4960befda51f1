using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RasterFlow.Tests.Models;

/// <summary>What the tests of both field models feed them with, and how they read the answer.</summary>
internal static class FieldsNetwork
{
    private const int Field = 1;

    /// <summary>softmax(field) > 0.5.</summary>
    public static byte[] FieldMask(float[] logits, int area) =>
        [.. Enumerable.Range(0, area).Select(i =>
        {
            double field = logits[(Field * area) + i];
            return Enumerable.Range(0, 3).Sum(c => Math.Exp(logits[(c * area) + i] - field)) < 2 ? (byte)1 : (byte)0;
        })];

    /// <summary>A square of every channel, from one place on in both directions.</summary>
    public static float[] Crop(float[] image, int channels, int side, int from, int size) =>
        [.. Enumerable.Range(0, channels * size * size).Select(i =>
            image[(i / (size * size) * side * side) + ((from + (i / size % size)) * side) + from + (i % size)])];

    /// <summary>Blocks of colour with some noise: fields, edges and texture.</summary>
    public static float[] Noise(int batch, int height, int width)
    {
        Random random = new(7);
        float[] palette = [.. Enumerable.Range(0, batch * 8 * 64).Select(_ => 300f + (4000 * random.NextSingle()))];
        return [.. Enumerable.Range(0, batch * 8 * height * width).Select(i =>
        {
            (int x, int y, int plane) = (i % width, i / width % height, i / (width * height));
            return palette[(plane * 64) + (y / 20 % 8 * 8) + (x / 20 % 8)] + (50 * random.NextSingle());
        })];
    }

    /// <summary>Logits [batch, label, y, x] of an image [batch, channel, y, x].</summary>
    public static float[] Run(InferenceSession session, float[] image, int batch, int height, int width)
    {
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs =
            session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(image, [batch, 8, height, width]))]);
        return [.. outputs.Single().AsEnumerable<float>()];
    }
}
