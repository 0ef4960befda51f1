using ParquetSharp;
using ParquetSharp.Schema;

namespace RasterFlow.Standins.Tests.ParquetSharp;

public class NestedTests
{
    [Fact]
    public void RequiredGroup_RoundTrip_ReturnsLeaves()
    {
        using MemoryStream stream = new();
        using (ParquetFileWriter writer = Open(stream, Repetition.Required))
        {
            using RowGroupWriter rowGroup = writer.AppendRowGroup();
            rowGroup.NextColumn().LogicalWriter<long>().WriteBatch([1, 2]);
            rowGroup.NextColumn().LogicalWriter<Nested<double>>().WriteBatch([new(1.5), new(2.5)]);
            rowGroup.NextColumn().LogicalWriter<Nested<double>>().WriteBatch([new(10), new(20)]);
            writer.Close();
        }

        using ParquetFileReader file = new(stream);
        using RowGroupReader read = file.RowGroup(0);
        file.FileMetaData.Schema.ColumnIndex("box.high").ShouldBe(2);
        file.FileMetaData.Schema.ColumnRoot(2).Name.ShouldBe("box");
        read.Column(1).LogicalReader<Nested<double>>().ReadAll(2).Select(value => value.Value).ShouldBe([1.5, 2.5]);
        read.Column(2).LogicalReader<double?>().ReadAll(2).ShouldBe([10, 20]);
    }

    [Fact]
    public void OptionalGroup_RoundTrip_TellsMissingGroupFromMissingLeaf()
    {
        Nested<double?>?[] low = [new Nested<double?>(1), null, new Nested<double?>(null)];
        Nested<double?>?[] high = [new Nested<double?>(null), null, new Nested<double?>(3)];
        using MemoryStream stream = new();
        using (ParquetFileWriter writer = Open(stream, Repetition.Optional))
        {
            using RowGroupWriter rowGroup = writer.AppendRowGroup();
            rowGroup.NextColumn().LogicalWriter<long>().WriteBatch([1, 2, 3]);
            rowGroup.NextColumn().LogicalWriter<Nested<double?>?>().WriteBatch(low);
            rowGroup.NextColumn().LogicalWriter<Nested<double?>?>().WriteBatch(high);
            writer.Close();
        }

        using ParquetFileReader file = new(stream);
        using RowGroupReader read = file.RowGroup(0);
        read.Column(1).LogicalReader<Nested<double?>?>().ReadAll(3).ShouldBe(low);
        read.Column(2).LogicalReader<Nested<double?>?>().ReadAll(3).ShouldBe(high);
        read.Column(2).LogicalReader<double?>().ReadAll(3).ShouldBe([null, null, 3]);
    }

    [Fact]
    public void LogicalWriter_LeafOfGroupWithoutNested_Throws()
    {
        using ParquetFileWriter writer = Open(new MemoryStream(), Repetition.Required);
        RowGroupWriter rowGroup = writer.AppendRowGroup();
        rowGroup.NextColumn().LogicalWriter<long>().WriteBatch([1]);

        Should.Throw<InvalidCastException>(() => rowGroup.NextColumn().LogicalWriter<double>()).Message.ShouldContain("Nested");
    }

    private static ParquetFileWriter Open(MemoryStream stream, Repetition repetition)
    {
        GroupNode schema = new("schema", Repetition.Required,
        [
            new PrimitiveNode("id", Repetition.Required, LogicalType.Int(64, isSigned: true), PhysicalType.Int64),
            new GroupNode("box", repetition,
            [
                new PrimitiveNode("low", repetition, LogicalType.None(), PhysicalType.Double),
                new PrimitiveNode("high", repetition, LogicalType.None(), PhysicalType.Double),
            ]),
        ]);
        return new ParquetFileWriter(stream, schema, WriterProperties.GetDefaultWriterProperties(), leaveOpen: true);
    }
}
