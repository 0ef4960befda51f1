using System.Numerics.Tensors;

namespace RasterFlow.Inference;

/// <summary>One channel's part of an <see cref="InputTransform"/>: <c>(clamp(value * Scale + Offset, Min, Max) - Mean) / Std</c>.</summary>
/// <param name="Scale">Factor.</param>
/// <param name="Offset">Summand.</param>
/// <param name="Min">Smallest value after scale and offset.</param>
/// <param name="Max">Largest value after scale and offset.</param>
/// <param name="Mean">Subtracted after clamping.</param>
/// <param name="Std">Divided by after <paramref name="Mean"/>.</param>
internal readonly record struct ChannelTransform(float Scale, float Offset, float Min, float Max, float Mean, float Std)
{
    /// <summary>
    /// Transforms values in place. Multiplying and adding are rounded apart and not fused, and each value is treated by itself, so the result has the same
    /// bits wherever a value lies and whatever the width of the vectors. Steps that change nothing are left out.
    /// </summary>
    public void Apply(Span<float> values)
    {
        if (Scale != 1)
        {
            TensorPrimitives.Multiply(values, Scale, values);
        }

        if (Offset != 0)
        {
            TensorPrimitives.Add(values, Offset, values);
        }

        if (!float.IsNegativeInfinity(Min))
        {
            TensorPrimitives.Max(values, Min, values);
        }

        if (!float.IsPositiveInfinity(Max))
        {
            TensorPrimitives.Min(values, Max, values);
        }

        if (Mean != 0)
        {
            TensorPrimitives.Subtract(values, Mean, values);
        }

        if (Std != 1)
        {
            TensorPrimitives.Divide(values, Std, values);
        }
    }
}
