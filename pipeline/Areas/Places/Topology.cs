using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.OverlayNG;

namespace RasterFlow.Areas.Places;

/// <summary>
/// A quantized TopoJSON topology of polygons (TopoJSON format specification 1.0, sections 2.1.1 to 2.2.2): arcs are shared between neighbours,
/// their positions are whole numbers, each relative to the one before it.
/// </summary>
internal sealed class Topology
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);
    private readonly Coordinate[][] _arcs;
    private readonly Dictionary<string, IReadOnlyList<TopologyFeature>> _objects;

    private Topology(Coordinate[][] arcs, Dictionary<string, IReadOnlyList<TopologyFeature>> objects)
    {
        _arcs = arcs;
        _objects = objects;
    }

    /// <summary>The features of one of its objects.</summary>
    public IReadOnlyList<TopologyFeature> Features(string name) => _objects[name];

    /// <summary>Reads a topology.</summary>
    /// <exception cref="InvalidDataException">It is not one, or an arc that is used does not exist.</exception>
    public static Topology Read(Stream json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            double[] scale = Numbers(root.GetProperty("transform").GetProperty("scale"));
            double[] translate = Numbers(root.GetProperty("transform").GetProperty("translate"));
            Coordinate[][] arcs = [.. root.GetProperty("arcs").EnumerateArray().Select(arc => Arc(arc, scale, translate))];
            return new Topology(arcs, root.GetProperty("objects").EnumerateObject().ToDictionary(member => member.Name, member => Features(member.Value)));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new InvalidDataException($"{name} is not a quantized TopoJSON topology: {e.Message}", e);
        }
    }

    /// <summary>The valid polygon or multipolygon of one or several features, longitude first; empty when quantizing left nothing of it.</summary>
    public Geometry ToGeometry(params IEnumerable<TopologyFeature> features)
    {
        Polygon[] polygons = [.. features.SelectMany(feature => feature.Polygons).Select(ToPolygon).SelectMany(Valid)];
        Geometry geometry = polygons.Length == 1 ? polygons[0] : Factory.CreateMultiPolygon(polygons);
        return geometry.IsValid ? geometry : OverlayNGRobust.Union(geometry);
    }

    /// <summary>Quantizing may let an outline touch itself.</summary>
    private static IEnumerable<Polygon> Valid(Polygon polygon)
    {
        Geometry valid = polygon.IsValid ? polygon : GeometryFixer.Fix(polygon);
        return Enumerable.Range(0, valid.NumGeometries).Select(valid.GetGeometryN).OfType<Polygon>().Where(part => !part.IsEmpty);
    }

    private Polygon ToPolygon(int[][] rings)
    {
        LinearRing[] closed = [.. rings.Select(ToRing).OfType<LinearRing>()];
        return closed.Length == 0 ? Factory.CreatePolygon() : Factory.CreatePolygon(closed[0], closed[1..]);
    }

    /// <summary>Joins arcs; null when quantizing left less than a triangle.</summary>
    private LinearRing? ToRing(int[] arcs)
    {
        List<Coordinate> positions = [];
        foreach (int number in arcs)
        {
            Coordinate[] arc = _arcs[number < 0 ? ~number : number];
            IEnumerable<Coordinate> directed = number < 0 ? arc.AsEnumerable().Reverse() : arc;

            // The first position of an arc is the last one of the arc before it (2.1.3); in us-atlas 3.0.1 a few are one step apart.
            bool joins = positions.Count > 0 && positions[^1].Equals2D(directed.First());
            positions.AddRange(directed.Skip(joins ? 1 : 0).Select(at => at.Copy()));
        }

        if (positions.Count > 0 && !positions[0].Equals2D(positions[^1]))
        {
            positions.Add(positions[0].Copy());
        }

        return positions.Count >= 4 ? Factory.CreateLinearRing([.. positions]) : null;
    }

    private static Coordinate[] Arc(JsonElement arc, double[] scale, double[] translate)
    {
        long x = 0;
        long y = 0;
        return
        [
            .. arc.EnumerateArray().Select(step =>
            {
                x += step[0].GetInt64();
                y += step[1].GetInt64();
                return new Coordinate((x * scale[0]) + translate[0], (y * scale[1]) + translate[1]);
            }),
        ];
    }

    private static IReadOnlyList<TopologyFeature> Features(JsonElement value) =>
        [.. value.GetProperty("geometries").EnumerateArray().Select(Feature)];

    private static TopologyFeature Feature(JsonElement geometry)
    {
        JsonElement arcs = geometry.GetProperty("arcs");
        int[][][] polygons = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => [Rings(arcs)],
            "MultiPolygon" => [.. arcs.EnumerateArray().Select(Rings)],
            string other => throw new FormatException($"a {other} where a polygon belongs"),
            null => throw new FormatException("a geometry without a type"),
        };
        string? name = geometry.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty("name", out JsonElement text) ? text.GetString() : null;
        return new TopologyFeature(geometry.TryGetProperty("id", out JsonElement id) ? id.GetString() : null, name ?? string.Empty, polygons);
    }

    private static int[][] Rings(JsonElement rings) =>
        [.. rings.EnumerateArray().Select(ring => ring.EnumerateArray().Select(arc => arc.GetInt32()).ToArray())];

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];
}
