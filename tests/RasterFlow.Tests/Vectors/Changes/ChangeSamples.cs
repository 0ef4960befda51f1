using NetTopologySuite.Geometries;
using ParquetSharp;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Vectors.Changes;

namespace RasterFlow.Tests.Vectors.Changes;

/// <summary>Results to compare, and the rows of a comparison read back.</summary>
internal static class ChangeSamples
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    /// <summary>A rectangle; its unit is a thousandth of a degree from 10 E, 50 N.</summary>
    public static Polygon Box(double x, double y, double width, double height) => (Polygon)Factory.ToGeometry(
        new Envelope(10 + (x / 1000), 10 + ((x + width) / 1000), 50 + (y / 1000), 50 + ((y + height) / 1000)));

    public static VectorFeature Field(long id, Geometry geometry, long? partOf = null, string label = "field", int year = 2023) => new()
    {
        Id = id,
        PartOf = partOf,
        Label = label,
        Time = new DateOnly(year, 1, 1),
        Pixels = 1,
        Geometry = geometry,
    };

    /// <summary>Writes both results and compares them.</summary>
    public static async Task<(ChangeResult Result, IReadOnlyList<ChangeLine> Rows)> CompareAsync(
        IObjectStore store, IReadOnlyList<VectorFeature> before, IReadOnlyList<VectorFeature> after, Func<ChangeJob, ChangeJob>? with = null)
    {
        string name = Guid.NewGuid().ToString("N");
        ChangeJob job = new()
        {
            Before = await WriteAsync(store, $"{name}/before", before),
            After = await WriteAsync(store, $"{name}/after", after),
            Features = ["field"],
            OutputRoot = $"{name}/diff",
        };
        ChangeResult result = await ResultComparer.CompareAsync(store, with is null ? job : with(job));
        List<ChangeLine> rows = [];
        foreach (VectorPart part in result.Parts)
        {
            using MemoryStream content = new((await store.ReadAsync(part.Key))!);
            rows.AddRange(Read(content, part.Key));
        }

        return (result, rows);
    }

    public static async Task<ChangeSide> WriteAsync(IObjectStore store, string root, IReadOnlyList<VectorFeature> features)
    {
        if (features.Count == 0)
        {
            return new ChangeSide(root, [], null);
        }

        using MemoryStream content = new();
        await GeoParquetWriter.WriteAsync(content, features);
        await store.WriteAsync($"{root}/part-00000.parquet", content.ToArray());
        return new ChangeSide(root, [$"{root}/part-00000.parquet"], null);
    }

    private static IEnumerable<ChangeLine> Read(Stream content, string name)
    {
        using ParquetFileReader file = new(content);
        for (int i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader rowGroup = file.RowGroup(i);
            GeoParquetColumns columns = new(rowGroup, file.FileMetaData.Schema, name);
            string[] kinds = columns.ReadReferences<string>("change");
            long?[] before = columns.ReadOptional<long>("before_id");
            long?[] after = columns.ReadOptional<long>("after_id");
            double[] overlaps = columns.Read<double>("overlap_m2");
            double?[] ious = columns.ReadOptional<double>("iou");
            double?[] beforeShares = columns.ReadOptional<double>("before_share");
            double?[] afterShares = columns.ReadOptional<double>("after_share");
            for (int row = 0; row < kinds.Length; row++)
            {
                yield return new ChangeLine(kinds[row], before[row], after[row], overlaps[row], ious[row], beforeShares[row], afterShares[row]);
            }
        }
    }
}

/// <summary>A row as a file has it.</summary>
internal sealed record ChangeLine(string Change, long? Before, long? After, double OverlapM2, double? Iou, double? BeforeShare, double? AfterShare)
{
    /// <summary>What the row says, without figures.</summary>
    public (string Change, long? Before, long? After) Fact => (Change, Before, After);

    /// <summary>The row of the comparison the other way round.</summary>
    public ChangeLine Mirror() => new(
        Change switch { "appeared" => "gone", "gone" => "appeared", "split" => "merged", "merged" => "split", _ => Change }, After, Before, OverlapM2, Iou, AfterShare, BeforeShare);
}
