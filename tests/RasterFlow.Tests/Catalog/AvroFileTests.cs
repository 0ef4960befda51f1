using Avro;
using Avro.File;
using Avro.Generic;
using RasterFlow.Catalog.Avro;

namespace RasterFlow.Tests.Catalog;

/// <summary>Avro files against Apache's own implementation, both ways, and against damage.</summary>
public sealed class AvroFileTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [Fact]
    public void Read_OfWritten_ReturnsTheSameRecords()
    {
        AvroRecord[] records = [.. Enumerable.Range(0, 2500).Select(Manifest)];

        IReadOnlyList<AvroRecord> read = AvroFile.Read(AvroFile.Write(ManifestSchemas.ManifestFile, NoMetadata, records), "list");

        read.Count.ShouldBe(records.Length);
        for (int i = 0; i < records.Length; i += 499)
        {
            read[i].Count.ShouldBe(records[i].Count);
            read[i].ShouldAllBe(pair => Equals(pair.Value, records[i][pair.Key]));
        }
    }

    [Fact]
    public void Write_ReadByApacheAvro_IsTheSame()
    {
        byte[] file = AvroFile.Write(ManifestSchemas.ManifestFile, new Dictionary<string, string> { ["format-version"] = "2" }, [Manifest(1), Manifest(-70)]);

        using IFileReader<GenericRecord> reader = DataFileReader<GenericRecord>.OpenReader(new MemoryStream(file));
        reader.GetMetaString("format-version").ShouldBe("2");
        GenericRecord[] read = [.. reader.NextEntries];
        read.Select(record => record["manifest_path"]).ShouldBe(["file:///m1.avro", "file:///m-70.avro"]);
        read.Select(record => record["added_snapshot_id"]).ShouldBe([(object)(1L << 52), (long)-70 << 52]);
        read.Select(record => record["key_metadata"]).ShouldBe([null, null]);
    }

    [Theory]
    [InlineData(Codec.Type.Null)]
    [InlineData(Codec.Type.Deflate)]
    public void Read_WrittenByApacheAvro_IsTheSame(Codec.Type codec)
    {
        RecordSchema schema = (RecordSchema)Schema.Parse("""
            {"type":"record","name":"r","fields":[{"name":"i","type":"int"},{"name":"d","type":["null","double"]},{"name":"f","type":"float"},
            {"name":"b","type":"boolean"},{"name":"l","type":{"type":"array","items":"long"}},{"name":"m","type":{"type":"map","values":"string"}},
            {"name":"x","type":{"type":"fixed","name":"two","size":2}}]}
            """);
        using MemoryStream stream = new();
        using (IFileWriter<GenericRecord> writer = DataFileWriter<GenericRecord>.OpenWriter(new GenericDatumWriter<GenericRecord>(schema), stream, Codec.CreateCodec(codec), leaveOpen: true))
        {
            for (int i = 0; i < 100; i++)
            {
                GenericRecord record = new(schema);
                record.Add("i", -i);
                record.Add("d", i % 2 == 0 ? null : i / 8d);
                record.Add("f", i / 4f);
                record.Add("b", i % 3 == 0);
                record.Add("l", Enumerable.Range(0, i).Select(item => (object)((long)item << 40)).ToArray());
                record.Add("m", new Dictionary<string, object> { ["k"] = $"{i}" });
                record.Add("x", new GenericFixed((FixedSchema)schema["x"].Schema, [1, (byte)i]));
                writer.Append(record);
            }
        }

        IReadOnlyList<AvroRecord> read = AvroFile.Read(stream.ToArray(), "file");

        read.Count.ShouldBe(100);
        AvroRecord last = read[99];
        (last["i"], last["d"], last["f"], last["b"]).ShouldBe((-99, 99 / 8d, 99 / 4f, true));
        last.Get<List<object?>>("l").ShouldBe(Enumerable.Range(0, 99).Select(item => (object?)((long)item << 40)));
        ((AvroRecord)last.Get<List<object?>>("m")[0]!)["value"].ShouldBe("99");
        last.Get<byte[]>("x").ShouldBe([1, 99]);
        read[98]["d"].ShouldBeNull();
    }

    /// <summary>Iceberg's readers tell maps with number keys by this annotation (specification, appendix A).</summary>
    [Fact]
    public void Schema_OfManifests_AnnotatesMaps() => ManifestSchemas.Entry.Split("\"logicalType\":\"map\"").Length.ShouldBe(7);

    [Fact]
    public void Read_TruncatedAnywhere_Throws()
    {
        byte[] file = AvroFile.Write(ManifestSchemas.ManifestFile, NoMetadata, [Manifest(1), Manifest(2)]);
        int header = AvroFile.Write(ManifestSchemas.ManifestFile, NoMetadata, []).Length;

        for (int length = 0; length < file.Length; length++)
        {
            // A file may end where a block does.
            if (length != header)
            {
                Should.Throw<InvalidDataException>(() => AvroFile.Read(file.AsMemory(0, length), "m1.avro")).Message.ShouldContain("m1.avro");
            }
        }
    }

    [Fact]
    public void Read_MutatedAnywhere_ThrowsNothingElse()
    {
        byte[] file = AvroFile.Write(ManifestSchemas.ManifestFile, NoMetadata, [Manifest(1), Manifest(2)]);
        Random random = new(6);
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. file];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                AvroFile.Read(damaged, "list");
            }
            catch (InvalidDataException)
            {
                // The one right way to fail.
            }
        }
    }

    private static AvroRecord Manifest(int i)
    {
        AvroRecord manifest = Entry(i);
        manifest["partitions"] = null;
        manifest["key_metadata"] = null;
        return manifest;
    }

    private static AvroRecord Entry(int i) => RasterFlow.Catalog.ManifestLists.Entry($"file:///m{i}.avro", 100 + i, i, i, (long)i << 52);
}
