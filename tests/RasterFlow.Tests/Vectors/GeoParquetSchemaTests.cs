using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Tests.Vectors;

/// <summary>Our metadata passes the published schema, and the schema notices when it does not.</summary>
public sealed class GeoParquetSchemaTests
{
    private static readonly (string Path, string Value)[] Broken =
    [
        ("version", "\"1.0.0\""),
        ("primary_column", "\"\""),
        ("columns", "{}"),
        ("columns.geometry.encoding", "\"WKT\""),
        ("columns.geometry.geometry_types", "[\"LinearRing\"]"),
        ("columns.geometry.geometry_types", "[\"Point\",\"Point\"]"),
        ("columns.geometry.crs", "\"EPSG:4326\""),
        ("columns.geometry.edges", "\"geodesic\""),
        ("columns.geometry.bbox", "[1,2,3]"),
        ("columns.geometry.covering", "{\"bbox\":{\"xmin\":[\"bbox\",\"xmin\"]}}"),
    ];

    [Fact]
    public async Task Metadata_PassesTheSchema()
    {
        string[] written =
        [
            .. new[] { 4326, 3857, 32614 }.Select(epsg => Written(epsg).ToJsonString()),
            GeoParquetMetadata.Write("geometry", [], new Envelope(), covered: true, Crs.Wgs84),
            GeoParquetMetadata.Write("geometry", ["Polygon"], new Envelope(1, 2, 3, 4), covered: false, Crs.Wgs84),
        ];

        (await GeoParquetSchema.ProblemsOfAsync(written)).Select(problems => string.Join("; ", problems)).ShouldBe(Enumerable.Repeat("", written.Length));
    }

    [Fact]
    public async Task BrokenMetadata_IsNamedAtItsPlace()
    {
        IReadOnlyList<IReadOnlyList<string>> problems = await GeoParquetSchema.ProblemsOfAsync([.. Broken.Select(Break)]);

        for (int i = 0; i < Broken.Length; i++)
        {
            string place = "/" + Broken[i].Path.Replace('.', '/');
            problems[i].ShouldNotBeEmpty(Broken[i].ToString());
            problems[i].ShouldAllBe(problem => problem.StartsWith(place, StringComparison.Ordinal));
        }
    }

    private static string Break((string Path, string Value) change)
    {
        JsonNode geo = Written(4326);
        string[] names = change.Path.Split('.');
        JsonNode parent = names[..^1].Aggregate(geo, (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(change.Value);
        return geo.ToJsonString();
    }

    private static JsonNode Written(int epsg) =>
        JsonNode.Parse(GeoParquetMetadata.Write("geometry", ["Polygon", "MultiPolygon"], new Envelope(1, 2, 3, 4), covered: true, Crs.FromEpsg(epsg)))!;
}
