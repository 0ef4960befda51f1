namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>The value of a <see cref="global::ParquetSharp.Nested{T}"/> whatever its type.</summary>
internal interface INestedValue
{
    object? Boxed { get; }
}
