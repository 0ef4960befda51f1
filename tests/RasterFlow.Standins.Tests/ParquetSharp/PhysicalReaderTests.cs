using System.Runtime.InteropServices;
using ParquetSharp;

namespace RasterFlow.Standins.Tests.ParquetSharp;

public class PhysicalReaderTests
{
    [Fact]
    public void ReadBatch_ByteArraysWithNulls_PacksValuesAndGivesLevels()
    {
        byte[]?[] rows = [[1, 2], null, [], null, [3]];
        using MemoryStream stream = new();
        using (ParquetFileWriter writer = new(stream, Column.CreateSchemaNode([new Column<byte[]>("wkb")]), WriterProperties.GetDefaultWriterProperties(), leaveOpen: true))
        {
            writer.AppendRowGroup().NextColumn().LogicalWriter<byte[]>().WriteBatch(rows!);
            writer.Close();
        }

        using ParquetFileReader file = new(stream);
        using ColumnReader<ByteArray> column = (ColumnReader<ByteArray>)file.RowGroup(0).Column(0);
        short[] levels = new short[4];
        ByteArray[] values = new ByteArray[4];
        long first = column.ReadBatch(4, levels, new short[4], values, out long firstValues);

        first.ShouldBe(4);
        levels.ShouldBe([(short)1, (short)0, (short)1, (short)0]);
        values[..(int)firstValues].Select(Bytes).ShouldBe([[1, 2], []]);
        column.HasNext.ShouldBeTrue();
        column.ReadBatch(4, levels, new short[4], values, out long lastValues).ShouldBe(1);
        lastValues.ShouldBe(1);
        Bytes(values[0]).ShouldBe([3]);
        column.HasNext.ShouldBeFalse();
    }

    private static byte[] Bytes(ByteArray value)
    {
        byte[] bytes = new byte[value.Length];
        if (bytes.Length > 0)
        {
            Marshal.Copy(value.Pointer, bytes, 0, bytes.Length);
        }

        return bytes;
    }
}
