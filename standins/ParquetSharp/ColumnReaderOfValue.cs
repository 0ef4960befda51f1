using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

/// <summary>Reads physical values, of columns outside groups.</summary>
public sealed class ColumnReader<TValue> : ColumnReader
    where TValue : unmanaged
{
    private byte[] _bytes = [];

    internal ColumnReader(ColumnChunk chunk, int columnIndex)
        : base(chunk, columnIndex)
    {
    }

    public override Type ElementType => typeof(TValue);

    public override long Skip(long numRowsToSkip) => Chunk.Skip(numRowsToSkip);

    public long ReadBatch(long batchSize, Span<TValue> values, out long valuesRead) => ReadBatch(batchSize, [], [], values, out valuesRead);

    /// <summary>Missing values take a definition level but no place in <paramref name="values"/>. Byte arrays are valid until the next call.</summary>
    public long ReadBatch(long batchSize, Span<short> defLevels, Span<short> repLevels, Span<TValue> values, out long valuesRead)
    {
        if (Chunk.InGroup)
        {
            throw new NotSupportedException("This stand-in reads physical values of top-level columns only.");
        }

        int rows = (int)Math.Min(batchSize, Chunk.Remaining);
        List<object> present = [];
        for (int row = 0; row < rows; row++)
        {
            object? value = Chunk.Next().Value;
            if (ColumnDescriptor.MaxDefinitionLevel > 0 && !defLevels.IsEmpty)
            {
                defLevels[row] = value is null ? (short)0 : (short)1;
            }

            if (value is not null)
            {
                present.Add(value);
            }
        }

        valuesRead = present.Count;
        Copy(present, values);
        return rows;
    }

    private void Copy(List<object> present, Span<TValue> values)
    {
        if (typeof(TValue) != typeof(ByteArray))
        {
            for (int i = 0; i < present.Count; i++)
            {
                values[i] = (TValue)present[i];
            }

            return;
        }

        byte[][] arrays = [.. present.Select(value => value as byte[] ?? System.Text.Encoding.UTF8.GetBytes((string)value))];
        _bytes = GC.AllocateUninitializedArray<byte>(arrays.Sum(array => array.Length), pinned: true);
        int offset = 0;
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i].CopyTo(_bytes, offset);
            nint pointer = arrays[i].Length == 0 ? 0 : System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, offset);
            values[i] = (TValue)(object)new ByteArray(pointer, arrays[i].Length);
            offset += arrays[i].Length;
        }
    }
}
