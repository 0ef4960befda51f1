using System.Text;

namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>A top-level column on its way into a DuckDB vector: a leaf, or a struct of leaves.</summary>
internal abstract unsafe class AppendedColumn
{
    /// <summary>Fills rows 0..count of <paramref name="vector"/> from rows start..start+count of the column.</summary>
    public abstract void Fill(nint vector, int start, int count);

    /// <summary>Marks the rows for which <paramref name="isNull"/> holds.</summary>
    private static void MarkNulls(nint vector, int count, Func<int, bool> isNull)
    {
        ulong* validity = null;
        for (int row = 0; row < count; row++)
        {
            if (!isNull(row))
            {
                continue;
            }

            if (validity is null)
            {
                DuckDbLibrary.EnsureValidityWritable(vector);
                validity = DuckDbLibrary.VectorValidity(vector);
            }

            validity[row / 64] &= ~(1UL << (row % 64));
        }
    }

    /// <summary>Values are bool, int, long, float, double, string or byte[]; null, or <see cref="ColumnBuffer.NullGroup"/>, is a missing value.</summary>
    public sealed class Leaf(ColumnBuffer buffer) : AppendedColumn
    {
        public override void Fill(nint vector, int start, int count)
        {
            void* data = DuckDbLibrary.VectorData(vector);
            for (int row = 0; row < count; row++)
            {
                Put(vector, data, row, buffer.Values[start + row]);
            }

            MarkNulls(vector, count, row => buffer.Values[start + row] is null || ReferenceEquals(buffer.Values[start + row], ColumnBuffer.NullGroup));
        }

        private static void Put(nint vector, void* data, int row, object? value)
        {
            switch (value)
            {
                case bool v: ((byte*)data)[row] = v ? (byte)1 : (byte)0; break;
                case int v: ((int*)data)[row] = v; break;
                case long v: ((long*)data)[row] = v; break;
                case float v: ((float*)data)[row] = v; break;
                case double v: ((double*)data)[row] = v; break;
                case string v: PutBytes(vector, row, Encoding.UTF8.GetBytes(v)); break;
                case byte[] v: PutBytes(vector, row, v); break;
                default: break;
            }
        }

        private static void PutBytes(nint vector, int row, byte[] bytes)
        {
            fixed (byte* first = bytes)
            {
                byte none = 0;
                DuckDbLibrary.AssignString(vector, (ulong)row, first is null ? &none : first, (ulong)bytes.Length);
            }
        }
    }

    /// <summary>A group: null where its first leaf says that the group is.</summary>
    public sealed class Group(IReadOnlyList<ColumnBuffer> leaves) : AppendedColumn
    {
        public override void Fill(nint vector, int start, int count)
        {
            for (int i = 0; i < leaves.Count; i++)
            {
                new Leaf(leaves[i]).Fill(DuckDbLibrary.StructChild(vector, (ulong)i), start, count);
            }

            MarkNulls(vector, count, row => ReferenceEquals(leaves[0].Values[start + row], ColumnBuffer.NullGroup));
        }
    }
}
