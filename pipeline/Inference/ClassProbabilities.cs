using System.Numerics.Tensors;
using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>Softmax over the classes of a patch, and the class that wins.</summary>
internal static class ClassProbabilities
{
    // Pixels at a time: what they need stays in the first-level cache.
    private const int Stretch = 1024;

    /// <summary>
    /// Turns logits into probabilities in place. The largest logit is subtracted first, so that no exponential overflows.
    /// </summary>
    /// <param name="logits">[class, pixel].</param>
    /// <param name="classes">Number of classes.</param>
    public static void FromLogits(Span<float> logits, int classes)
    {
        int area = logits.Length / classes;
        Span<float> scratch = stackalloc float[Stretch];
        for (int start = 0; start < area; start += Stretch)
        {
            FromLogits(logits[start..], classes, area, scratch[..Math.Min(Stretch, area - start)]);
        }
    }

    // Pixels [0, line.Length) of planes that lie `stride` apart.
    private static void FromLogits(Span<float> logits, int classes, int stride, Span<float> line)
    {
        logits[..line.Length].CopyTo(line);
        for (int label = 1; label < classes; label++)
        {
            TensorPrimitives.Max(line, logits.Slice(label * stride, line.Length), line);
        }

        for (int label = 0; label < classes; label++)
        {
            Span<float> plane = logits.Slice(label * stride, line.Length);
            TensorPrimitives.Subtract(plane, line, plane);
            TensorPrimitives.Exp(plane, plane);
        }

        logits[..line.Length].CopyTo(line);
        for (int label = 1; label < classes; label++)
        {
            TensorPrimitives.Add(line, logits.Slice(label * stride, line.Length), line);
        }

        for (int label = 0; label < classes; label++)
        {
            Span<float> plane = logits.Slice(label * stride, line.Length);
            TensorPrimitives.Divide(plane, line, plane);
        }
    }

    /// <summary>The number of the class with the largest value at each pixel, the first of equals.</summary>
    /// <param name="values">[class, pixel].</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="numbers">Filled, a number a pixel.</param>
    public static void MostLikely(ReadOnlySpan<float> values, int classes, Span<float> numbers)
    {
        int area = numbers.Length;
        numbers.Clear();
        using RentedBuffer<float> largest = new(area);
        Span<float> best = largest.Span;
        values[..area].CopyTo(best);
        for (int label = 1; label < classes; label++)
        {
            ReadOnlySpan<float> plane = values.Slice(label * area, area);
            for (int i = 0; i < area; i++)
            {
                bool isLarger = plane[i] > best[i];
                numbers[i] = isLarger ? label : numbers[i];
                best[i] = isLarger ? plane[i] : best[i];
            }
        }
    }
}
