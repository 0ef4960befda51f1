using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace RasterFlow.Catalog.Avro;

/// <summary>
/// Avro object container files (Apache Avro 1.12 specification, "Object Container Files"), codecs null and deflate: what Iceberg keeps its manifests in.
/// Written here because Apache.Avro drops the logical type <c>map</c> of arrays, without which Iceberg readers cannot tell maps with number keys.
/// </summary>
internal static class AvroFile
{
    private const string SchemaKey = "avro.schema";
    private const string CodecKey = "avro.codec";
    private const int SyncBytes = 16;

    /// <summary>Records of one block; a block is compressed as a whole.</summary>
    private const int RecordsPerBlock = 1000;

    /// <summary>A manifest has some hundred bytes a data file; more than this is damage or malice.</summary>
    private const int MaxBlockBytes = 256 * 1024 * 1024;

    private static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    /// <summary>Writes a file. The same records give the same bytes.</summary>
    /// <param name="schema">The schema of the records, as JSON; written into the file as it is.</param>
    /// <param name="metadata">Entries beside Avro's own.</param>
    /// <param name="records">The records.</param>
    public static byte[] Write(string schema, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<AvroRecord> records)
    {
        AvroSchema parsed = AvroSchema.Parse(schema);
        AvroEncoder file = new();
        file.WriteRaw(Magic);
        Dictionary<string, string> header = new(metadata, StringComparer.Ordinal) { [SchemaKey] = schema, [CodecKey] = "deflate" };
        file.WriteLong(header.Count);
        foreach ((string key, string value) in header)
        {
            file.WriteText(key);
            file.WriteBytes(Encoding.UTF8.GetBytes(value));
        }

        file.WriteLong(0);

        // The marker must be improbable in the data, not random.
        byte[] sync = SHA256.HashData(file.Written)[..SyncBytes];
        file.WriteRaw(sync);
        foreach (AvroRecord[] block in records.Chunk(RecordsPerBlock))
        {
            AvroEncoder content = new();
            foreach (AvroRecord record in block)
            {
                content.Write(parsed, record);
            }

            file.WriteLong(block.Length);
            file.WriteBytes(Deflate(content.Written));
            file.WriteRaw(sync);
        }

        return file.Written.ToArray();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="InvalidDataException">The file is no Avro file, is damaged, or uses another codec.</exception>
    public static IReadOnlyList<AvroRecord> Read(ReadOnlyMemory<byte> content, string name)
    {
        try
        {
            return ReadRecords(content);
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"{name} is not a readable Avro file: {e.Message}", e);
        }
    }

    private static List<AvroRecord> ReadRecords(ReadOnlyMemory<byte> content)
    {
        AvroDecoder file = new(content);
        if (!file.ReadRaw(Magic.Length).Span.SequenceEqual(Magic))
        {
            throw new InvalidDataException("it does not begin with 'Obj' and 1.");
        }

        Dictionary<string, byte[]> header = ReadHeader(file);
        ReadOnlyMemory<byte> sync = file.ReadRaw(SyncBytes);
        string codec = header.TryGetValue(CodecKey, out byte[]? named) ? Encoding.UTF8.GetString(named) : "null";
        AvroSchema schema = header.TryGetValue(SchemaKey, out byte[]? json)
            ? AvroSchema.Parse(Encoding.UTF8.GetString(json))
            : throw new InvalidDataException("it has no schema.");
        List<AvroRecord> records = [];
        while (!file.IsAtEnd)
        {
            long count = file.ReadLong();
            ReadOnlyMemory<byte> block = file.ReadBytes();
            block = codec switch
            {
                "null" => block,
                "deflate" => Inflate(block),
                _ => throw new InvalidDataException($"its codec is '{codec}'; null and deflate are read."),
            };

            // No record of ours, or of Iceberg's, takes no bytes at all.
            if (count < 0 || count > block.Length)
            {
                throw new InvalidDataException($"a block of {block.Length} bytes announces {count} records.");
            }

            AvroDecoder decoder = new(block);
            for (long i = 0; i < count; i++)
            {
                records.Add(decoder.Read(schema) as AvroRecord ?? throw new InvalidDataException("its schema is no record."));
            }

            if (!file.ReadRaw(SyncBytes).Span.SequenceEqual(sync.Span))
            {
                throw new InvalidDataException("a block does not end with the file's marker.");
            }
        }

        return records;
    }

    private static Dictionary<string, byte[]> ReadHeader(AvroDecoder file)
    {
        Dictionary<string, byte[]> header = new(StringComparer.Ordinal);
        for (long count = file.ReadBlockCount(); count != 0; count = file.ReadBlockCount())
        {
            for (long i = 0; i < count; i++)
            {
                string key = file.ReadText();
                header[key] = file.ReadBytes().ToArray();
            }
        }

        return header;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using MemoryStream target = new();
        using (DeflateStream deflate = new(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return target.ToArray();
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> content)
    {
        using MemoryStream source = new(content.ToArray(), writable: false);
        using DeflateStream inflate = new(source, CompressionMode.Decompress);
        using MemoryStream target = new();
        byte[] buffer = new byte[64 * 1024];
        while (inflate.Read(buffer) is int read and > 0)
        {
            target.Write(buffer, 0, read);
            if (target.Length > MaxBlockBytes)
            {
                throw new InvalidDataException($"a block inflates to more than {MaxBlockBytes} bytes.");
            }
        }

        return target.ToArray();
    }
}
