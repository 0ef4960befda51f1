using System.Text.Json;
using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>Geometries of GeoJSON (RFC 7946 section 3.1). Height values are dropped.</summary>
public static class GeoJsonGeometryReader
{
    private const int MaximumDepth = 8;
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    /// <summary>Reads one geometry.</summary>
    /// <param name="element">A GeoJSON geometry object.</param>
    /// <exception cref="FormatException">It is not one; the message says where.</exception>
    public static Geometry Read(JsonElement element) => Read(element, 0);

    private static Geometry Read(JsonElement element, int depth)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("a geometry must be an object with a 'type'");
        }

        string name = type.GetString()!;
        if (name == "GeometryCollection")
        {
            return depth < MaximumDepth
                ? Factory.CreateGeometryCollection([.. Items(Member(element, "geometries")).Select(item => Read(item, depth + 1))])
                : throw new FormatException("geometry collections are nested too deeply");
        }

        JsonElement coordinates = Member(element, "coordinates");
        return name switch
        {
            "Point" => Factory.CreatePoint(Position(coordinates)),
            "MultiPoint" => Factory.CreateMultiPointFromCoords(Positions(coordinates)),
            "LineString" => Line(coordinates),
            "MultiLineString" => Factory.CreateMultiLineString([.. Items(coordinates).Select(Line)]),
            "Polygon" => Polygon(coordinates),
            "MultiPolygon" => Factory.CreateMultiPolygon([.. Items(coordinates).Select(Polygon)]),
            _ => throw new FormatException($"{Short(type)} is not a GeoJSON geometry type"),
        };
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement member) ? member : throw new FormatException($"a geometry lacks '{name}'");

    private static LineString Line(JsonElement element)
    {
        Coordinate[] positions = Positions(element);
        return positions.Length != 1 ? Factory.CreateLineString(positions) : throw new FormatException("a line needs two positions");
    }

    private static Polygon Polygon(JsonElement element)
    {
        LinearRing[] rings = [.. Items(element).Select(Ring)];
        if (rings.Length > 1 && rings[0].IsEmpty)
        {
            throw new FormatException("a polygon's first ring, its outline, has no positions, but rings follow it");
        }

        return rings.Length == 0 ? Factory.CreatePolygon() : Factory.CreatePolygon(rings[0], rings[1..]);
    }

    private static LinearRing Ring(JsonElement element, int index)
    {
        Coordinate[] positions = Positions(element);
        if (positions.Length == 0)
        {
            return Factory.CreateLinearRing();
        }

        if (!positions[0].Equals2D(positions[^1]))
        {
            throw new FormatException($"ring {index} is not closed: it starts at {Text(positions[0])} and ends at {Text(positions[^1])}");
        }

        return positions.Length >= 4 ? Factory.CreateLinearRing(positions) : throw new FormatException($"ring {index} has {positions.Length} positions; it needs at least 4");
    }

    private static Coordinate[] Positions(JsonElement element) => [.. Items(element).Select(Position)];

    private static Coordinate Position(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() < 2
            || element[0].ValueKind != JsonValueKind.Number || element[1].ValueKind != JsonValueKind.Number)
        {
            throw new FormatException($"{Short(element)} is not a position [longitude, latitude]");
        }

        return new Coordinate(element[0].GetDouble(), element[1].GetDouble());
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray()
        : throw new FormatException($"{Short(element)} where a list belongs");

    private static string Short(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "...";
    }

    private static string Text(Coordinate at) => FormattableString.Invariant($"({at.X}, {at.Y})");
}
