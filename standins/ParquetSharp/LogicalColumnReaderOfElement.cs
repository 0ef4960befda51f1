using System.Collections;
using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class LogicalColumnReader<TElement> : LogicalColumnReader, IEnumerable<TElement>
{
    private readonly Func<object?, bool, TElement> _convert;

    internal LogicalColumnReader(ColumnReader columnReader, int bufferLength)
        : base(columnReader, bufferLength) => _convert = LeafValues.FromPhysical<TElement>(columnReader.ColumnDescriptor.Name);

    public override bool HasNext => Source.HasNext;

    public override long Skip(long numRowsToSkip) => Source.Skip(numRowsToSkip);

    public IEnumerator<TElement> GetEnumerator()
    {
        TElement[] buffer = new TElement[BufferLength];
        while (HasNext)
        {
            int read = ReadBatch(buffer);
            for (int i = 0; i < read; i++)
            {
                yield return buffer[i];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public TElement[] ReadAll(int rows)
    {
        TElement[] values = new TElement[rows];
        int read = ReadBatch(values);
        return read == rows ? values : throw new ArgumentException($"read {read} rows, expected {rows} rows");
    }

    public int ReadBatch(TElement[] destination, int start, int length) => ReadBatch(destination.AsSpan(start, length));

    public int ReadBatch(Span<TElement> destination)
    {
        int read = Math.Min(destination.Length, Source.Chunk.Remaining);
        for (int i = 0; i < read; i++)
        {
            (object? value, bool groupIsNull) = Source.Chunk.Next();
            destination[i] = _convert(value, groupIsNull);
        }

        return read;
    }
}
