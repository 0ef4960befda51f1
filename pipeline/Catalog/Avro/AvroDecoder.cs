using System.Buffers.Binary;
using System.Text;

namespace RasterFlow.Catalog.Avro;

/// <summary>Avro's binary encoding (Apache Avro 1.12 specification, "Binary Encoding"): reading. Nothing is allocated by a length that the bytes at hand cannot hold.</summary>
internal sealed class AvroDecoder(ReadOnlyMemory<byte> content)
{
    private int _position;

    public bool IsAtEnd => _position == content.Length;

    private int Left => content.Length - _position;

    public ReadOnlyMemory<byte> ReadRaw(long length)
    {
        if (length < 0 || length > Left)
        {
            throw new InvalidDataException($"{length} bytes are announced at offset {_position}, where {Left} are left.");
        }

        ReadOnlyMemory<byte> bytes = content.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    public long ReadLong()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadRaw(1).Span[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException($"A number before offset {_position} has no end.");
    }

    public ReadOnlyMemory<byte> ReadBytes() => ReadRaw(ReadLong());

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes().Span);

    /// <summary>Items of the next block of an array or map; a negative count is followed by the block's size.</summary>
    public long ReadBlockCount()
    {
        long count = ReadLong();
        if (count < 0)
        {
            ReadLong();
            count = checked(-count);
        }

        // Items of no bytes at all do not occur; so a count is at most the bytes that are left.
        return count <= Left ? count : throw new InvalidDataException($"{count} items are announced at offset {_position}, where {Left} bytes are left.");
    }

    /// <summary>Reads a value by its schema.</summary>
    public object? Read(AvroSchema schema)
    {
        switch (schema.Type)
        {
            case "null":
                return null;
            case "boolean":
                return ReadRaw(1).Span[0] != 0;
            case "int":
                return checked((int)ReadLong());
            case "long":
                return ReadLong();
            case "float":
                return BinaryPrimitives.ReadSingleLittleEndian(ReadRaw(sizeof(float)).Span);
            case "double":
                return BinaryPrimitives.ReadDoubleLittleEndian(ReadRaw(sizeof(double)).Span);
            case "string":
                return ReadText();
            case "bytes":
                return ReadBytes().ToArray();
            case "fixed":
                return ReadRaw(schema.Size).ToArray();
            case "union":
                long branch = ReadLong();
                return branch >= 0 && branch < schema.Branches.Count
                    ? Read(schema.Branches[(int)branch])
                    : throw new InvalidDataException($"A union of {schema.Branches.Count} types has no branch {branch}.");
            case "array":
                return ReadItems(() => Read(schema.Items!));
            case "map":
                return ReadItems(() => new AvroRecord { ["key"] = ReadText(), ["value"] = Read(schema.Items!) });
            default:
                AvroRecord record = new();
                foreach ((string name, AvroSchema field) in schema.Fields)
                {
                    record[name] = Read(field);
                }

                return record;
        }
    }

    private List<object?> ReadItems(Func<object?> read)
    {
        List<object?> items = [];
        for (long count = ReadBlockCount(); count != 0; count = ReadBlockCount())
        {
            for (long i = 0; i < count; i++)
            {
                items.Add(read());
            }
        }

        return items;
    }
}
