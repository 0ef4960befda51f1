using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public abstract class ColumnReader : IDisposable
{
    private protected ColumnReader(ColumnChunk chunk, int columnIndex)
    {
        Chunk = chunk;
        ColumnIndex = columnIndex;
    }

    public int ColumnIndex { get; }

    public ColumnDescriptor ColumnDescriptor => Chunk.Descriptor;

    public bool HasNext => Chunk.Remaining > 0;

    public PhysicalType Type => ColumnDescriptor.PhysicalType;

    public abstract Type ElementType { get; }

    internal ColumnChunk Chunk { get; }

    public abstract long Skip(long numRowsToSkip);

    /// <summary>
    /// As the official one, except that an optional column may be read as its bare type where it holds no null:
    /// the writer of this stand-in makes every column optional.
    /// </summary>
    /// <exception cref="InvalidCastException">The column has another element type.</exception>
    public LogicalColumnReader<TElement> LogicalReader<TElement>(int bufferLength = 4096)
    {
        Type expected = LeafTypes.SystemTypeOf(ColumnDescriptor.LogicalType, ColumnDescriptor.PhysicalType);
        return Fits(typeof(TElement), expected) ? new LogicalColumnReader<TElement>(this, bufferLength) : throw Mismatch(typeof(TElement), expected);
    }

    public LogicalColumnReader<TElement> LogicalReaderOverride<TElement>(int bufferLength = 4096)
    {
        Type expected = LeafTypes.SystemTypeOf(ColumnDescriptor.LogicalType, ColumnDescriptor.PhysicalType);
        bool dateOnly = expected == typeof(Date) && LeafValues.BareLeaf(typeof(TElement)) == typeof(DateOnly);
        return dateOnly || Fits(typeof(TElement), expected) ? new LogicalColumnReader<TElement>(this, bufferLength) : throw Mismatch(typeof(TElement), expected);
    }

    public void Dispose() => GC.SuppressFinalize(this);

    private bool Fits(Type element, Type expectedLeaf)
    {
        bool nested = LeafValues.ContainsNested(element);
        bool inGroup = ColumnDescriptor.Ancestry() is [GroupNode, ..];
        bool nullableOfRequired = Nullable.GetUnderlyingType(element) is not null && ColumnDescriptor.MaxDefinitionLevel == 0;
        return LeafValues.BareLeaf(element) == expectedLeaf && (!nested || inGroup) && !nullableOfRequired;
    }

    private InvalidCastException Mismatch(Type asked, Type actual) => new(
        $"Tried to get a LogicalColumnReader for column {ColumnIndex} ('{ColumnDescriptor.Name}') " +
        $"with an element type of '{asked}' but the actual element type is '{actual}'.");
}
