using System.Text.Json.Nodes;

namespace RasterFlow.Vectors;

/// <summary>A column of a table, in the words of Apache Iceberg's schemas (specification, "Schemas and Data Types").</summary>
/// <param name="Id">Its id: what binds a table's column to a file's, whatever each calls it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>long</c>, <c>double</c>, <c>string</c>, <c>date</c>, <c>binary</c> or <c>struct</c>.</param>
/// <param name="IsRequired">Whether every row has a value.</param>
public sealed record TableField(int Id, string Name, string Type, bool IsRequired)
{
    /// <summary>The type name of a group of fields.</summary>
    public const string Struct = "struct";

    /// <summary>The fields of a <c>struct</c>.</summary>
    public IReadOnlyList<TableField> Children { get; init; } = [];

    /// <summary>The highest id of this field and those below it.</summary>
    public int LastId => Children.Count == 0 ? Id : Math.Max(Id, Children.Max(child => child.LastId));

    /// <summary>An Iceberg schema (specification, appendix C, "Schemas").</summary>
    public static JsonObject ToSchema(IEnumerable<TableField> fields, int schemaId) => new()
    {
        ["type"] = Struct,
        ["schema-id"] = schemaId,
        ["fields"] = new JsonArray([.. fields.Select(field => field.ToJson())]),
    };

    /// <summary>The fields of an Iceberg schema. A type that is neither primitive nor a struct is kept as its JSON.</summary>
    /// <exception cref="InvalidDataException">It is no schema.</exception>
    public static IReadOnlyList<TableField> FromSchema(JsonNode schema)
    {
        try
        {
            return [.. schema["fields"]!.AsArray().Select(field => FromJson(field!))];
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new InvalidDataException($"The schema of a table is not valid: {e.Message}", e);
        }
    }

    /// <summary>Whether two fields hold the same values under the same names and ids.</summary>
    public bool IsSameAs(TableField other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id == other.Id && Name == other.Name && Type == other.Type && Children.Count == other.Children.Count
            && Children.Zip(other.Children).All(pair => pair.First.IsSameAs(pair.Second));
    }

    private static TableField FromJson(JsonNode field)
    {
        JsonNode type = field["type"]!;
        bool isStruct = type is JsonObject && (string?)type["type"] == Struct;
        return new TableField(
            (int)field["id"]!, (string)field["name"]!, isStruct ? Struct : type is JsonValue ? (string)type! : type.ToJsonString(), (bool)field["required"]!)
        {
            Children = isStruct ? FromSchema(type) : [],
        };
    }

    private JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["required"] = IsRequired,
        ["type"] = Children.Count == 0
            ? Type
            : new JsonObject { ["type"] = Struct, ["fields"] = new JsonArray([.. Children.Select(child => child.ToJson())]) },
    };
}
