using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace ParquetSharp;

public abstract class ColumnWriter : IDisposable
{
    private readonly Type? _declaredType;

    private protected ColumnWriter(ColumnDescriptor descriptor, int columnIndex, Type? declaredType)
    {
        ColumnDescriptor = descriptor;
        ColumnIndex = columnIndex;
        _declaredType = declaredType;
    }

    public int ColumnIndex { get; }

    public ColumnDescriptor ColumnDescriptor { get; }

    public PhysicalType Type => ColumnDescriptor.PhysicalType;

    public long RowWritten => Buffer.Values.Count;

    internal ColumnBuffer Buffer { get; } = new();

    public long Close() => RowWritten;

    /// <exception cref="InvalidCastException">The column has another element type: nested types in groups, <c>?</c> where it is optional.</exception>
    public LogicalColumnWriter<TElement> LogicalWriter<TElement>(int bufferLength = 4096) => Create<TElement>(bufferLength, _declaredType);

    public LogicalColumnWriter<TElement> LogicalWriterOverride<TElement>(int bufferLength = 4096) => Create<TElement>(bufferLength, LeafValues.BareLeaf(typeof(TElement)));

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>ParquetSharp's ColumnDescriptor.GetSystemTypes with nesting, as its writers use it.</summary>
    private Type ElementTypeFor(Type? leafOverride)
    {
        Type leaf = leafOverride ?? LeafTypes.SystemTypeOf(ColumnDescriptor.LogicalType, ColumnDescriptor.PhysicalType);
        Type element = Nullable.GetUnderlyingType(leaf) ?? leaf;
        foreach (Node node in ColumnDescriptor.Ancestry().Reverse())
        {
            if (node is GroupNode)
            {
                element = typeof(Nested<>).MakeGenericType(element);
            }

            if (node.Repetition is Repetition.Optional && element.IsValueType && Nullable.GetUnderlyingType(element) is null)
            {
                element = typeof(Nullable<>).MakeGenericType(element);
            }
        }

        return element;
    }

    private LogicalColumnWriter<TElement> Create<TElement>(int bufferLength, Type? leafOverride)
    {
        Type actual = ElementTypeFor(leafOverride);
        return actual == typeof(TElement)
            ? new LogicalColumnWriter<TElement>(this, bufferLength)
            : throw new InvalidCastException(
                $"Tried to get a LogicalColumnWriter for column {ColumnIndex} ('{ColumnDescriptor.Name}') " +
                $"with an element type of '{typeof(TElement)}' but the actual element type is '{actual}'.");
    }
}
