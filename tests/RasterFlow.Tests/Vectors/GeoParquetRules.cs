using System.Text.Json;
using System.Text.RegularExpressions;

namespace RasterFlow.Tests.Vectors;

/// <summary>
/// The rules of the JSON schema that the GeoParquet specification 1.1.0 publishes for the <c>geo</c> metadata (geoparquet.org/releases/v1.1.0/schema.json),
/// one by one. That a <c>crs</c> is valid PROJJSON, which that schema leaves to PROJ's, PROJ itself tells (see <see cref="GeoPandasTests"/>).
/// </summary>
internal static partial class GeoParquetRules
{
    private static readonly string[] Encodings = ["WKB", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"];
    private static readonly string[] Bounds = ["xmin", "ymin", "xmax", "ymax"];

    /// <summary>What is wrong with a <c>geo</c> value; nothing when all is well.</summary>
    public static IReadOnlyList<string> ProblemsOf(JsonElement geo)
    {
        List<string> problems = [];
        Check(problems, geo.ValueKind == JsonValueKind.Object, "geo is an object");
        Check(problems, Text(geo, "version") == "1.1.0", "version is 1.1.0");
        Check(problems, Text(geo, "primary_column") is { Length: > 0 }, "primary_column is a text of one character or more");
        if (!geo.TryGetProperty("columns", out JsonElement columns) || columns.ValueKind != JsonValueKind.Object)
        {
            problems.Add("columns is an object");
            return problems;
        }

        Check(problems, columns.EnumerateObject().Any(), "columns has a member or more");
        foreach (JsonProperty column in columns.EnumerateObject())
        {
            Check(problems, column.Name.Length > 0, "a column has a name");
            CheckColumn(problems, column.Value);
        }

        return problems;
    }

    private static void CheckColumn(List<string> problems, JsonElement column)
    {
        Check(problems, Encodings.Contains(Text(column, "encoding")), "encoding is WKB or one of the native encodings");
        string?[] types = column.TryGetProperty("geometry_types", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(type => type.ValueKind == JsonValueKind.String ? type.GetString() : null)]
            : [null];
        Check(problems, types.All(type => type is not null && GeometryType().IsMatch(type)), "geometry_types is a list of geometry types");
        Check(problems, types.Distinct().Count() == types.Length, "geometry_types are unique");
        CheckOptional(problems, column, "crs", crs => crs.ValueKind is JsonValueKind.Object or JsonValueKind.Null, "crs is an object or null");
        CheckOptional(problems, column, "edges", edges => edges.ValueKind == JsonValueKind.String && edges.GetString() is "planar" or "spherical", "edges is planar or spherical");
        CheckOptional(problems, column, "orientation", o => o.ValueKind == JsonValueKind.String && o.GetString() == "counterclockwise", "orientation is counterclockwise");
        CheckOptional(problems, column, "epoch", epoch => epoch.ValueKind == JsonValueKind.Number, "epoch is a number");
        CheckOptional(problems, column, "bbox", IsBox, "bbox is a list of four or six numbers");
        CheckOptional(problems, column, "covering", IsCovering, "covering has a bbox with the path of each bound");
    }

    private static bool IsBox(JsonElement box) => box.ValueKind == JsonValueKind.Array
        && box.GetArrayLength() is 4 or 6
        && box.EnumerateArray().All(bound => bound.ValueKind == JsonValueKind.Number);

    private static bool IsCovering(JsonElement covering) => covering.ValueKind == JsonValueKind.Object
        && covering.TryGetProperty("bbox", out JsonElement bbox)
        && bbox.ValueKind == JsonValueKind.Object
        && Array.TrueForAll(Bounds, bound => bbox.TryGetProperty(bound, out JsonElement path)
            && path.ValueKind == JsonValueKind.Array
            && path.GetArrayLength() == 2
            && path[0].ValueKind == JsonValueKind.String
            && path[1].ValueKind == JsonValueKind.String
            && path[1].GetString() == bound);

    private static void CheckOptional(List<string> problems, JsonElement column, string name, Func<JsonElement, bool> holds, string rule) =>
        Check(problems, !column.TryGetProperty(name, out JsonElement value) || holds(value), rule);

    private static void Check(List<string> problems, bool holds, string rule)
    {
        if (!holds)
        {
            problems.Add(rule);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^(GeometryCollection|(Multi)?(Point|LineString|Polygon))( Z)?\\z")]
    private static partial Regex GeometryType();
}
