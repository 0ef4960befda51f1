using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>A reader with a box in mind reads few row groups, because rows lie in Hilbert order and every row has its bounds.</summary>
public sealed class RowGroupPruningTests : IDisposable
{
    private const int Side = 440;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"pruning-{Guid.NewGuid():N}.parquet");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task SmallBox_NeedsOneRowGroupOfFour_AndFindsEveryRow()
    {
        Envelope extent = new(0, Side, 0, Side);
        VectorFeature[] features = [.. Enumerable.Range(0, Side * Side)
            .Select(i => GeoParquetSamples.Feature(i, "field", GeoParquetSamples.Square(i % Side, i / Side, 0.5), null))
            .OrderBy(feature => HilbertOrder.Key(feature.Geometry.EnvelopeInternal.Centre, extent))];
        await using (FileStream stream = File.Create(_path))
        {
            await GeoParquetWriter.WriteAsync(stream, features);
        }

        // The middle of the first quarter of the curve.
        JsonElement answer = await Node.RunAsync("duckdb-rowgroups.mjs", _path, "20.1", "20.1", "29.9", "29.9");

        answer.GetProperty("groups").GetInt32().ShouldBe(4);
        answer.GetProperty("needed").GetInt32().ShouldBe(1);
        answer.GetProperty("rows").GetInt32().ShouldBe(100);
    }
}
