using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>How vectors appear in a table: the columns of their GeoParquet parts, with <c>label</c> called <c>layer</c>.</summary>
public static class VectorTable
{
    /// <summary>The label's name in tables.</summary>
    private const string Layer = "layer";

    /// <summary>The table for vectors in a reference system.</summary>
    /// <param name="crs">The system, as EPSG:code, or WKT where it has none.</param>
    public static TableDefinition For(string crs) => new(
        [.. GeoParquetLayout.Fields.Select(field => field.Name == GeoParquetLayout.Label ? field with { Name = Layer } : field)],
        GeoParquetLayout.Fields.Where(field => field.Name == GeoParquetLayout.Label).ToDictionary(field => field.Id, field => field.Name),
        crs);

    /// <summary>The part files of a result that have rows.</summary>
    public static IReadOnlyList<CatalogDataFile> FilesOf(VectorResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. result.Parts.Where(static part => part.Rows > 0).Select(static part => new CatalogDataFile(part.Key, part.Rows, part.Bytes, part.Columns))];
    }
}
