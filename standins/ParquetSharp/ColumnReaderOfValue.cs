using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

/// <summary>Reads physical values with their levels.</summary>
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
        int entries = (int)Math.Min(batchSize, Chunk.Remaining);
        List<object> present = [];
        for (int i = 0; i < entries; i++)
        {
            LevelValue entry = Chunk.NextLevels();
            if (ColumnDescriptor.MaxDefinitionLevel > 0 && !defLevels.IsEmpty)
            {
                defLevels[i] = entry.Definition;
            }

            if (ColumnDescriptor.MaxRepetitionLevel > 0 && !repLevels.IsEmpty)
            {
                repLevels[i] = entry.Repetition;
            }

            if (entry.Value is not null)
            {
                present.Add(entry.Value);
            }
        }

        valuesRead = present.Count;
        Copy(present, values);
        return entries;
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
