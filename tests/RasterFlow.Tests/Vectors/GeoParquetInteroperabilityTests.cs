using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>A part file as hyparquet, an implementation of its own in JavaScript, sees it.</summary>
public sealed class GeoParquetInteroperabilityTests : IAsyncLifetime, IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"interoperability-{Guid.NewGuid():N}.parquet");
    private JsonDocument? _answer;

    private JsonElement Answer => _answer!.RootElement;

    private JsonElement GeometryColumn => Answer.GetProperty("geo").GetProperty("columns").GetProperty("geometry");

    public async Task InitializeAsync()
    {
        await using (FileStream stream = File.Create(_path))
        {
            await GeoParquetWriter.WriteAsync(stream, GeoParquetSamples.Few);
        }

        _answer = await ReadWithHyparquetAsync(_path);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _answer?.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void Rows_ReadByHyparquet_EqualTheFeatures()
    {
        JsonElement[] rows = [.. Answer.GetProperty("rows").EnumerateArray()];
        rows.Length.ShouldBe(GeoParquetSamples.Few.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            VectorFeature feature = GeoParquetSamples.Few[i];
            rows[i].GetProperty("id").GetString().ShouldBe(feature.Id.ToString(CultureInfo.InvariantCulture));
            rows[i].GetProperty("label").GetString().ShouldBe(feature.Label);
            rows[i].GetProperty("time").GetString().ShouldStartWith(feature.Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            rows[i].GetProperty("pixels").GetString().ShouldBe(feature.Pixels.ToString(CultureInfo.InvariantCulture));
            Number(rows[i].GetProperty("score_mean")).ShouldBe(feature.ScoreMean);
            byte[] wkb = Convert.FromHexString(rows[i].GetProperty("geometry").GetString()!);
            wkb[0].ShouldBe((byte)1, "little-endian");
            new WKBReader().Read(wkb).EqualsExact(feature.Geometry).ShouldBeTrue();
        }
    }

    [Fact]
    public void Bbox_OfEveryRow_IsTheEnvelope()
    {
        JsonElement[] rows = [.. Answer.GetProperty("rows").EnumerateArray()];
        for (int i = 0; i < rows.Length; i++)
        {
            Envelope envelope = GeoParquetSamples.Few[i].Geometry.EnvelopeInternal;
            JsonElement bbox = rows[i].GetProperty("bbox");
            Bounds(bbox).ShouldBe([envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY]);
        }

        static double[] Bounds(JsonElement bbox) => [.. new[] { "xmin", "ymin", "xmax", "ymax" }.Select(name => bbox.GetProperty(name).GetDouble())];
    }

    /// <summary>GeoParquet 1.1.0: "version", "primary_column" and "columns" are required; per column "encoding" and "geometry_types".</summary>
    [Fact]
    public void GeoMetadata_HasWhatTheSpecificationRequires()
    {
        JsonElement geo = Answer.GetProperty("geo");
        geo.GetProperty("version").GetString().ShouldBe("1.1.0");
        geo.GetProperty("primary_column").GetString().ShouldBe("geometry");
        geo.GetProperty("columns").EnumerateObject().Select(column => column.Name).ShouldBe(["geometry"]);
        GeometryColumn.GetProperty("encoding").GetString().ShouldBe("WKB");
        GeometryColumn.GetProperty("geometry_types").EnumerateArray().Select(type => type.GetString()).ShouldBe(["MultiPolygon", "Polygon"]);
        GeometryColumn.GetProperty("edges").GetString().ShouldBe("planar");
    }

    [Fact]
    public Task GeoMetadata_PassesThePublishedSchema() => GeoParquetSchema.ShouldPassAsync(Answer.GetProperty("geo"));

    [Fact]
    public void GeoMetadata_Crs_IsOgcCrs84()
    {
        JsonElement crs = GeometryColumn.GetProperty("crs");
        crs.GetProperty("type").GetString().ShouldBe("GeographicCRS");
        crs.GetProperty("id").GetProperty("authority").GetString().ShouldBe("OGC");
        crs.GetProperty("id").GetProperty("code").GetString().ShouldBe("CRS84");
        crs.GetProperty("coordinate_system").GetProperty("axis").EnumerateArray().Select(axis => axis.GetProperty("direction").GetString()).ShouldBe(["east", "north"]);
    }

    [Fact]
    public void GeoMetadata_Bbox_HoldsAllFeatures() =>
        GeometryColumn.GetProperty("bbox").EnumerateArray().Select(bound => bound.GetDouble()).ShouldBe([-101, 37.25, -99.9, 38.1]);

    [Fact]
    public void GeoMetadata_Covering_NamesTheLeavesOfAnExistingGroup()
    {
        JsonElement covering = GeometryColumn.GetProperty("covering").GetProperty("bbox");
        foreach (string bound in new[] { "xmin", "ymin", "xmax", "ymax" })
        {
            covering.GetProperty(bound).EnumerateArray().Select(name => name.GetString()).ShouldBe(["bbox", bound]);
        }

        JsonElement[] schema = [.. Answer.GetProperty("schema").EnumerateArray()];
        int group = Array.FindIndex(schema, element => element.GetProperty("name").GetString() == "bbox");
        schema[group].GetProperty("num_children").GetInt32().ShouldBe(4);
        schema[(group + 1)..(group + 5)].Select(leaf => leaf.GetProperty("type").GetString()).ShouldAllBe(type => type == "DOUBLE");
        string? geometryRepetition = schema.Single(element => element.GetProperty("name").GetString() == "geometry").GetProperty("repetition_type").GetString();
        schema[group].GetProperty("repetition_type").GetString().ShouldBe(geometryRepetition);
    }

    [Fact]
    public void Columns_AreZstd() =>
        Answer.GetProperty("rowGroups")[0].GetProperty("codecs").EnumerateArray().Select(codec => codec.GetString()).ShouldBe(["ZSTD"]);

    private static double? Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;

    private static async Task<JsonDocument> ReadWithHyparquetAsync(string path)
    {
        ProcessStartInfo start = new("node", [Path.Combine(Repository.Root, "tests", "readers", "hyparquet.mjs"), path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return JsonDocument.Parse(output);
    }
}
