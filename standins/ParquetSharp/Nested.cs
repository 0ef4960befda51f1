using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

/// <summary>A value inside a group column: <c>Nested&lt;double&gt;?</c> is a double in an optional group.</summary>
public readonly struct Nested<T>(T value) : INestedValue
{
    public readonly T Value = value;

    object? INestedValue.Boxed => Value;
}
