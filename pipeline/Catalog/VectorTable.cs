using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>How vectors appear in a table: the columns that <see cref="GeoParquetWriter"/> writes, and its part files.</summary>
public static class VectorTable
{
    /// <summary>The columns in order.</summary>
    public static IReadOnlyList<CatalogColumn> Columns { get; } =
    [
        new("id", "long"),
        new("geometry", "binary"),
        new("label", "string"),
        new("time", "date"),
        new("pixels", "long"),
        new("score_mean", "double"),
        new("bbox", "struct<xmin: double, ymin: double, xmax: double, ymax: double>"),
    ];

    /// <summary>The part files of a result.</summary>
    public static IReadOnlyList<CatalogDataFile> FilesOf(VectorResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. result.Parts.Select(static part => new CatalogDataFile(
            part.Key, part.Rows, part.Bytes, new CatalogBox(part.Bounds[0], part.Bounds[1], part.Bounds[2], part.Bounds[3])))];
    }
}
