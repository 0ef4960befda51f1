using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using RasterFlow.Storage;

namespace RasterFlow.Catalog.Avro;

/// <summary>Avro's binary encoding (Apache Avro 1.12 specification, "Binary Encoding"): writing.</summary>
internal sealed class AvroEncoder
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>All bytes so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void WriteRaw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Zig-zag, then seven bits a byte, the lowest first.</summary>
    public void WriteLong(long value)
    {
        Span<byte> target = _buffer.GetSpan(Leb128.LongestLength);
        _buffer.Advance(Leb128.Write(target, Leb128.ZigZag(value)));
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteLong(bytes.Length);
        WriteRaw(bytes);
    }

    public void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a value by its schema.</summary>
    /// <exception cref="InvalidDataException">The value is not of the schema.</exception>
    public void Write(AvroSchema schema, object? value)
    {
        switch (schema.Type, value)
        {
            case ("union", _):
                int branch = BranchOf(schema, value);
                WriteLong(branch);
                Write(schema.Branches[branch], value);
                break;
            case ("null", null):
                break;
            case ("boolean", bool flag):
                WriteRaw([flag ? (byte)1 : (byte)0]);
                break;
            case ("int" or "long", int number):
                WriteLong(number);
                break;
            case ("long", long number):
                WriteLong(number);
                break;
            case ("double", double number):
                BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(sizeof(double)), number);
                _buffer.Advance(sizeof(double));
                break;
            case ("string", string text):
                WriteText(text);
                break;
            case ("bytes", byte[] bytes):
                WriteBytes(bytes);
                break;
            case ("array", IReadOnlyList<object?> items):
                WriteArray(schema.Items!, items);
                break;
            case ("record", AvroRecord record):
                foreach ((string name, AvroSchema field) in schema.Fields)
                {
                    Write(field, record.GetValueOrDefault(name));
                }

                break;
            default:
                throw new InvalidDataException($"{value ?? "null"} is no Avro {schema.Type}.");
        }
    }

    private void WriteArray(AvroSchema schema, IReadOnlyList<object?> items)
    {
        if (items.Count > 0)
        {
            WriteLong(items.Count);
            foreach (object? item in items)
            {
                Write(schema, item);
            }
        }

        WriteLong(0);
    }

    /// <summary>Iceberg's unions are of null and one other type.</summary>
    private static int BranchOf(AvroSchema schema, object? value)
    {
        for (int i = 0; i < schema.Branches.Count; i++)
        {
            if ((schema.Branches[i].Type == "null") == (value is null))
            {
                return i;
            }
        }

        throw new InvalidDataException($"{value ?? "null"} fits no branch of an Avro union.");
    }
}
