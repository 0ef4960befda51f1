using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Vectors;

/// <summary>Our metadata keeps every rule of the published schema, and the rules notice when it does not.</summary>
public sealed class GeoParquetSchemaTests
{
    [Theory]
    [InlineData(4326)]
    [InlineData(3857)]
    [InlineData(32614)]
    public void Metadata_KeepsEveryRule(int epsg) => GeoParquetRules.ProblemsOf(Parse(Written(epsg))).ShouldBeEmpty();

    [Fact]
    public void Metadata_OfNoRows_KeepsEveryRule() => GeoParquetRules.ProblemsOf(
        Parse(JsonNode.Parse(GeoParquetMetadata.Write("geometry", [], new Envelope(), covered: true, Crs.Wgs84))!)).ShouldBeEmpty();

    [Theory]
    [InlineData("version", "\"1.0.0\"")]
    [InlineData("primary_column", "\"\"")]
    [InlineData("columns", "{}")]
    [InlineData("columns.geometry.encoding", "\"WKT\"")]
    [InlineData("columns.geometry.geometry_types", "[\"LinearRing\"]")]
    [InlineData("columns.geometry.geometry_types", "[\"Point\",\"Point\"]")]
    [InlineData("columns.geometry.crs", "\"EPSG:4326\"")]
    [InlineData("columns.geometry.edges", "\"geodesic\"")]
    [InlineData("columns.geometry.bbox", "[1,2,3]")]
    [InlineData("columns.geometry.covering", "{\"bbox\":{\"xmin\":[\"bbox\",\"xmin\"]}}")]
    public void Rules_OfBrokenMetadata_SayOneThing(string path, string value)
    {
        JsonNode geo = Written(4326);
        string[] names = path.Split('.');
        JsonNode parent = names[..^1].Aggregate(geo, (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);

        GeoParquetRules.ProblemsOf(Parse(geo)).ShouldHaveSingleItem();
    }

    private static JsonNode Written(int epsg) =>
        JsonNode.Parse(GeoParquetMetadata.Write("geometry", ["Polygon", "MultiPolygon"], new Envelope(1, 2, 3, 4), covered: true, Crs.FromEpsg(epsg)))!;

    private static JsonElement Parse(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}
