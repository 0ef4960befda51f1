using System.Text.Json;

namespace RasterFlow.Catalog.Avro;

/// <summary>A parsed Avro schema: as much of it as decides how bytes are read and written.</summary>
internal sealed record AvroSchema(string Type)
{
    /// <summary>Fields of a record, in order.</summary>
    public IReadOnlyList<(string Name, AvroSchema Schema)> Fields { get; init; } = [];

    /// <summary>Branches of a union.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; init; } = [];

    /// <summary>Items of an array, values of a map.</summary>
    public AvroSchema? Items { get; init; }

    /// <summary>Bytes of a fixed.</summary>
    public int Size { get; init; }

    /// <summary>Parses a schema.</summary>
    /// <exception cref="InvalidDataException">It is not valid, or uses what Iceberg's manifests never do.</exception>
    public static AvroSchema Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Parse(document.RootElement, new Dictionary<string, AvroSchema>(StringComparer.Ordinal));
    }

    private static AvroSchema Parse(JsonElement json, Dictionary<string, AvroSchema> named) => json.ValueKind switch
    {
        JsonValueKind.String => OfName(json.GetString()!, named),
        JsonValueKind.Array => new AvroSchema("union") { Branches = [.. json.EnumerateArray().Select(branch => Parse(branch, named))] },
        JsonValueKind.Object => ParseObject(json, named),
        _ => throw new InvalidDataException($"{json.ValueKind} is no Avro schema."),
    };

    private static AvroSchema ParseObject(JsonElement json, Dictionary<string, AvroSchema> named)
    {
        JsonElement type = Member(json, "type");
        if (type.ValueKind != JsonValueKind.String)
        {
            return Parse(type, named);
        }

        switch (type.GetString())
        {
            case "record":
                // Entered after its fields: Iceberg's records do not contain themselves.
                return Name(json, named, new AvroSchema("record")
                {
                    Fields = [.. Member(json, "fields").EnumerateArray().Select(field => (Member(field, "name").GetString()!, Parse(Member(field, "type"), named)))],
                });
            case "array":
                return new AvroSchema("array") { Items = Parse(Member(json, "items"), named) };
            case "map":
                return new AvroSchema("map") { Items = Parse(Member(json, "values"), named) };
            case "fixed":
                int size = Member(json, "size").GetInt32();
                return size >= 0 ? Name(json, named, new AvroSchema("fixed") { Size = size }) : throw new InvalidDataException($"A fixed of {size} bytes.");
            default:
                return OfName(type.GetString()!, named);
        }
    }

    private static AvroSchema OfName(string name, Dictionary<string, AvroSchema> named) => name switch
    {
        "null" or "boolean" or "int" or "long" or "float" or "double" or "bytes" or "string" => new AvroSchema(name),
        _ => named.TryGetValue(name, out AvroSchema? known) ? known : throw new InvalidDataException($"The Avro type '{name}' is not known."),
    };

    private static AvroSchema Name(JsonElement json, Dictionary<string, AvroSchema> named, AvroSchema schema)
    {
        named[Member(json, "name").GetString()!] = schema;
        return schema;
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) ? value : throw new InvalidDataException($"An Avro schema lacks '{name}'.");
}
