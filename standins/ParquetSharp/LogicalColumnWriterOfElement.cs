using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class LogicalColumnWriter<TElement> : LogicalColumnWriter
{
    private readonly bool _inGroup;

    internal LogicalColumnWriter(ColumnWriter columnWriter, int bufferLength)
        : base(columnWriter, bufferLength) => _inGroup = columnWriter.ColumnDescriptor.Ancestry().Count > 1;

    public void WriteBatch(TElement[] values) => WriteBatch(values.AsSpan());

    public void WriteBatch(TElement[] values, int start, int length) => WriteBatch(values.AsSpan(start, length));

    public void WriteBatch(ReadOnlySpan<TElement> values)
    {
        List<object?> target = Source.Buffer.Values;
        target.EnsureCapacity(target.Count + values.Length);
        foreach (TElement value in values)
        {
            target.Add(LeafValues.ToPhysical(value, _inGroup));
        }
    }

    public override void Dispose() => base.Dispose();
}
