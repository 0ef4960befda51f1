using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace RasterFlow.Standins.Tests.ParquetSharp;

public class FileStructureTests
{
    private static readonly Dictionary<string, string> Metadata = new() { ["geo"] = """{"it's":"JSON"}""", ["more'"] = "ünïcode" };

    [Theory]
    [InlineData(new[] { 3, 5, 2 })]
    [InlineData(new[] { 49152, 49152, 10 })]
    [InlineData(new[] { 50000, 50000, 49999 })]
    [InlineData(new[] { 2048, 2048, 1 })]
    public void AppendRowGroup_SeveralTimes_KeepsRowGroupsAndOrder(int[] sizes)
    {
        using MemoryStream stream = new();
        WriteRowGroups(stream, sizes);

        using ParquetFileReader file = new(stream);
        int[] read = [.. Enumerable.Range(0, file.FileMetaData.NumRowGroups).Select(i => (int)file.RowGroup(i).MetaData.NumRows)];
        read.ShouldBe(sizes);
        int first = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            file.RowGroup(i).Column(0).LogicalReader<int>().ReadAll(sizes[i]).ShouldBe(Enumerable.Range(first, sizes[i]));
            first += sizes[i];
        }
    }

    [Fact]
    public void FieldIds_OfColumnsAndGroups_AreInTheFile()
    {
        using MemoryStream stream = new();
        using (GroupNode schema = new("schema", Repetition.Required,
        [
            new PrimitiveNode("id", Repetition.Required, LogicalType.None(), PhysicalType.Int64, primitiveLength: -1, fieldId: 7),
            new GroupNode("box", Repetition.Required, [new PrimitiveNode("x", Repetition.Required, LogicalType.None(), PhysicalType.Double, primitiveLength: -1, fieldId: 3)], fieldId: 2),
            new PrimitiveNode("none", Repetition.Required, LogicalType.None(), PhysicalType.Int64),
        ]))
        using (ParquetFileWriter writer = new(stream, schema, new WriterPropertiesBuilder().Build(), leaveOpen: true))
        {
            RowGroupWriter rowGroup = writer.AppendRowGroup();
            rowGroup.NextColumn().LogicalWriter<long>().WriteBatch([1]);
            rowGroup.NextColumn().LogicalWriter<Nested<double>>().WriteBatch([new Nested<double>(2)]);
            rowGroup.NextColumn().LogicalWriter<long>().WriteBatch([3]);
            writer.Close();
        }

        using ParquetFileReader file = new(stream);
        GroupNode read = file.FileMetaData.Schema.GroupNode;
        read.Fields.Select(field => field.FieldId).ShouldBe([7, 2, -1]);
        ((GroupNode)read.Fields[1]).Fields[0].FieldId.ShouldBe(3);
    }

    [Fact]
    public void AppendRowGroup_SizesThatDuckDbCannotCut_SaysSo()
    {
        using MemoryStream stream = new();

        Should.Throw<NotSupportedException>(() => WriteRowGroups(stream, [10, 5000, 10])).Message.ShouldContain("10 rows");
    }

    [Fact]
    public void KeyValueMetadata_Written_IsReadBack()
    {
        using MemoryStream stream = new();
        WriteRowGroups(stream, [1], Metadata);

        using ParquetFileReader file = new(stream);
        file.FileMetaData.KeyValueMetadata.ShouldBe(Metadata, ignoreOrder: true);
    }

    [Fact]
    public void Write_SameInput_GivesSameBytes()
    {
        using MemoryStream first = new();
        using MemoryStream second = new();

        WriteRowGroups(first, [49152, 100], Metadata);
        WriteRowGroups(second, [49152, 100], Metadata);

        second.ToArray().ShouldBe(first.ToArray());
    }

    [Theory]
    [InlineData(Compression.Uncompressed)]
    [InlineData(Compression.Snappy)]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    [InlineData(Compression.Lz4)]
    public void Compression_Chosen_IsUsed(Compression codec)
    {
        using TemporaryFile path = new();
        using (ParquetFileWriter writer = new(path.Path, [new Column<string>("text")], codec))
        {
            using (RowGroupWriter rowGroup = writer.AppendRowGroup())
            {
                rowGroup.NextColumn().LogicalWriter<string>().WriteBatch([.. Enumerable.Range(0, 5000).Select(i => $"row {i}")]);
            }

            writer.Close();
        }

        using ParquetFileReader file = new(path.Path);
        using RowGroupReader read = file.RowGroup(0);
        read.MetaData.GetColumnChunkMetaData(0).Compression.ShouldBe(codec);
        read.Column(0).LogicalReader<string>().ReadAll(5000)[4321].ShouldBe("row 4321");
    }

    [Fact]
    public void Schema_OfWrittenFile_NamesTypes()
    {
        using MemoryStream stream = new();
        using (ParquetFileWriter writer = new(new ManagedOutputStream(stream, leaveOpen: true), [new Column<long>("a"), new Column<string>("b"), new Column<Date>("c"), new Column<DateTime>("d"), new Column<byte[]>("e")]))
        {
            writer.Close();
        }

        using ParquetFileReader file = new(stream);
        SchemaDescriptor schema = file.FileMetaData.Schema;
        file.FileMetaData.NumRows.ShouldBe(0);
        Enumerable.Range(0, schema.NumColumns).Select(i => (schema.Column(i).Name, schema.Column(i).PhysicalType, schema.Column(i).LogicalType)).ShouldBe([
            ("a", PhysicalType.Int64, LogicalType.Int(64, true)),
            ("b", PhysicalType.ByteArray, LogicalType.String()),
            ("c", PhysicalType.Int32, LogicalType.Date()),
            ("d", PhysicalType.Int64, LogicalType.Timestamp(true, TimeUnit.Micros)),
            ("e", PhysicalType.ByteArray, LogicalType.None()),
        ]);
    }

    [Fact]
    public void Close_ColumnMissing_Throws()
    {
        using ParquetFileWriter file = new(new MemoryStream(), TwoColumns(), WriterProperties.GetDefaultWriterProperties());
        file.AppendRowGroup().NextColumn().LogicalWriter<int>().WriteBatch([1]);

        Should.Throw<ParquetException>(file.Close).Message.ShouldContain("1 out of 2 columns");
    }

    [Fact]
    public void NextColumn_OtherNumberOfRows_Throws()
    {
        using ParquetFileWriter file = new(new MemoryStream(), TwoColumns(), WriterProperties.GetDefaultWriterProperties());
        RowGroupWriter rowGroup = file.AppendRowGroup();
        rowGroup.NextColumn().LogicalWriter<int>().WriteBatch([1, 2]);
        rowGroup.NextColumn().LogicalWriter<int>().WriteBatch([1]);

        Should.Throw<ParquetException>(rowGroup.Close).Message.ShouldContain("Column 1 had 1");
    }

    [Fact]
    public void BufferedRowGroup_ColumnsInAnyOrder_AreWritten()
    {
        using MemoryStream stream = new();
        using (ParquetFileWriter writer = new(stream, TwoColumns(), WriterProperties.GetDefaultWriterProperties(), leaveOpen: true))
        {
            RowGroupWriter rowGroup = writer.AppendBufferedRowGroup();
            rowGroup.Column(1).LogicalWriter<int>().WriteBatch([10, 20]);
            rowGroup.Column(0).LogicalWriter<int>().WriteBatch([1, 2]);
            writer.Close();
        }

        using ParquetFileReader file = new(stream);
        file.RowGroup(0).Column(0).LogicalReader<int>().ReadAll(2).ShouldBe([1, 2]);
        file.RowGroup(0).Column(1).LogicalReader<int>().ReadAll(2).ShouldBe([10, 20]);
    }

    [Theory]
    [InlineData("not a Parquet file at all")]
    [InlineData("")]
    public void Reader_BadContent_Throws(string content)
    {
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(content));

        Should.Throw<ParquetException>(() => new ParquetFileReader(stream));
    }

    [Fact]
    public void Reader_MissingFile_Throws() => Should.Throw<ParquetException>(() => new ParquetFileReader("/nowhere/at/all.parquet"));

    [Fact]
    public void LogicalReader_OtherType_Throws()
    {
        using MemoryStream stream = new();
        WriteRowGroups(stream, [1]);
        using ParquetFileReader file = new(stream);

        Should.Throw<InvalidCastException>(() => file.RowGroup(0).Column(0).LogicalReader<long>()).Message.ShouldContain("'System.Int32'");
    }

    [Fact]
    public void Stream_LeftOpenOrNot_IsDisposedAsAsked()
    {
        using MemoryStream open = new();
        MemoryStream closed = new();

        new ParquetFileWriter(open, TwoColumns(), WriterProperties.GetDefaultWriterProperties(), leaveOpen: true).Dispose();
        new ParquetFileWriter(closed, TwoColumns(), WriterProperties.GetDefaultWriterProperties()).Dispose();

        open.CanWrite.ShouldBeTrue();
        closed.CanWrite.ShouldBeFalse();
    }

    private static GroupNode TwoColumns() => Column.CreateSchemaNode([new Column<int>("first"), new Column<int>("second")]);

    private static void WriteRowGroups(MemoryStream stream, int[] sizes, Dictionary<string, string>? metadata = null)
    {
        using WriterProperties properties = new WriterPropertiesBuilder().Compression(Compression.Zstd).CompressionLevel(9).Build();
        using ParquetFileWriter writer = new(stream, Column.CreateSchemaNode([new Column<int>("number")]), properties, metadata, leaveOpen: true);
        int first = 0;
        foreach (int size in sizes)
        {
            using RowGroupWriter rowGroup = writer.AppendRowGroup();
            using LogicalColumnWriter<int> column = rowGroup.NextColumn().LogicalWriter<int>();
            column.WriteBatch([.. Enumerable.Range(first, size)]);
            first += size;
        }

        writer.Close();
    }
}
