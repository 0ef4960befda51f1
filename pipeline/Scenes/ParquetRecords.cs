using System.Text.Json;
using ParquetSharp;
using ParquetSharp.Schema;

namespace RasterFlow.Scenes;

/// <summary>Reads rows of a Parquet file as JSON: groups become objects, LIST groups arrays, MAP groups objects; what is missing is left out.</summary>
internal sealed class ParquetRecords
{
    private readonly List<(int Column, Node[] Path)> _leaves = [];
    private readonly List<Node> _fields = [];

    /// <param name="file">The file.</param>
    /// <param name="name">It for messages.</param>
    /// <param name="wanted">Which top-level columns to read.</param>
    /// <exception cref="NotSupportedException">A wanted column is of a type that is not read.</exception>
    public ParquetRecords(ParquetFileReader file, string name, Func<string, bool> wanted)
    {
        SchemaDescriptor schema = file.FileMetaData.Schema;
        int column = 0;
        foreach (Node field in schema.GroupNode.Fields)
        {
            bool read = wanted(field.Name);
            int before = _leaves.Count;
            foreach (Node[] path in Leaves(field, []))
            {
                if (read && ParquetEntries.CanRead(schema.Column(column), name))
                {
                    _leaves.Add((column, path));
                }

                column++;
            }

            if (_leaves.Count > before)
            {
                _fields.Add(field);
            }
        }
    }

    /// <summary>The top-level columns that are read.</summary>
    public IReadOnlyList<Node> Fields => _fields;

    /// <summary>Reads rows of one row group.</summary>
    /// <param name="rowGroup">The row group.</param>
    /// <param name="rows">The rows, ascending, counted within it.</param>
    public IReadOnlyList<Dictionary<string, object?>> Read(RowGroupReader rowGroup, IReadOnlyList<int> rows)
    {
        Dictionary<string, object?>[] records = [.. rows.Select(_ => new Dictionary<string, object?>())];
        foreach ((int column, Node[] path) in _leaves)
        {
            ParquetLeaf leaf = new(path);
            int row = -1;
            int next = -1;
            using ColumnReader reader = rowGroup.Column(column);
            ParquetEntries.Read(reader, (repetition, definition, value) =>
            {
                row += repetition == 0 ? 1 : 0;
                if (repetition == 0 && next + 1 < rows.Count && rows[next + 1] == row)
                {
                    next++;
                }

                if (next >= 0 && rows[next] == row)
                {
                    leaf.Add(records[next], repetition, definition, value);
                }
            });
        }

        return records;
    }

    /// <summary>Writes a member as JSON; nothing when it is missing.</summary>
    public static void Write(Utf8JsonWriter json, Node node, Dictionary<string, object?> holder)
    {
        if (holder.GetValueOrDefault(node.Name) is { } value)
        {
            json.WritePropertyName(node.Name);
            WriteValue(json, node, value);
        }
    }

    private static IEnumerable<Node[]> Leaves(Node node, Node[] above)
    {
        Node[] path = [.. above, node];
        return node is GroupNode group ? group.Fields.SelectMany(field => Leaves(field, path)) : [path];
    }

    private static void WriteValue(Utf8JsonWriter json, Node node, object value)
    {
        if (value is List<object?> repeated)
        {
            // A repeated field outside a LIST group is a list as well (Parquet format, "Lists").
            WriteElements(json, node, repeated, wrapped: false);
        }
        else if (node is GroupNode { LogicalType: ListLogicalType, FieldCount: 1 } list)
        {
            Node element = list.Field(0);
            bool wrapped = element is GroupNode { FieldCount: 1 };
            WriteElements(json, element, ((Dictionary<string, object?>)value).GetValueOrDefault(element.Name) as List<object?> ?? [], wrapped);
        }
        else if (node is GroupNode { LogicalType: MapLogicalType, FieldCount: 1 } map && map.Field(0) is GroupNode { FieldCount: 2 } entry)
        {
            WriteMap(json, entry, ((Dictionary<string, object?>)value).GetValueOrDefault(entry.Name) as List<object?> ?? []);
        }
        else if (node is GroupNode group)
        {
            WriteGroup(json, group, (Dictionary<string, object?>)value);
        }
        else
        {
            WriteScalar(json, value);
        }
    }

    private static void WriteGroup(Utf8JsonWriter json, GroupNode group, Dictionary<string, object?> members)
    {
        json.WriteStartObject();
        foreach (Node field in group.Fields)
        {
            Write(json, field, members);
        }

        json.WriteEndObject();
    }

    private static void WriteElements(Utf8JsonWriter json, Node element, List<object?> values, bool wrapped)
    {
        json.WriteStartArray();
        foreach (object? value in values)
        {
            object? inner = wrapped ? ((Dictionary<string, object?>)value!).GetValueOrDefault(((GroupNode)element).Field(0).Name) : value;
            if (inner is null)
            {
                json.WriteNullValue();
            }
            else if (wrapped)
            {
                WriteValue(json, ((GroupNode)element).Field(0), inner);
            }
            else if (element is GroupNode group)
            {
                WriteGroup(json, group, (Dictionary<string, object?>)inner);
            }
            else
            {
                WriteScalar(json, inner);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, GroupNode entry, List<object?> entries)
    {
        json.WriteStartObject();
        foreach (Dictionary<string, object?> pair in entries.OfType<Dictionary<string, object?>>())
        {
            if (pair.GetValueOrDefault(entry.Field(0).Name) is string key && pair.GetValueOrDefault(entry.Field(1).Name) is { } value)
            {
                json.WritePropertyName(key);
                WriteValue(json, entry.Field(1), value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
