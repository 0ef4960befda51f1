using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;
using RasterFlow.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Areas;

public class GeoParquetAreaTests
{
    private static readonly Geometry Field = new WKTReader().Read("POLYGON ((500000 4150000, 510000 4150000, 510000 4160000, 500000 4150000))");
    private static readonly Geometry County = new WKTReader().Read("MULTIPOLYGON (((-101 37, -100 37, -100 38, -101 37), (-100.5 37.2, -100.2 37.3, -100.2 37.2, -100.5 37.2)), ((-99 37, -98 37, -98 38, -99 37)))");

    [Fact]
    public async Task Read_OfWrittenArea_ReturnsIt()
    {
        using MemoryStream stream = new();
        await GeoParquetAreaWriter.WriteAsync(stream, new AreaOfInterest(County));

        IReadOnlyList<Geometry> read = GeoParquetAreaReader.Read(stream.ToArray(), "aoi.parquet");

        read.ShouldHaveSingleItem().EqualsExact(County).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_SameArea_GivesSameBytes()
    {
        using MemoryStream first = new();
        using MemoryStream second = new();

        await GeoParquetAreaWriter.WriteAsync(first, new AreaOfInterest(County));
        await GeoParquetAreaWriter.WriteAsync(second, new AreaOfInterest(County.Copy()));

        second.ToArray().ShouldBe(first.ToArray());
    }

    [Fact]
    public async Task Write_GeoMetadata_DescribesTheArea()
    {
        using MemoryStream stream = new();
        await GeoParquetAreaWriter.WriteAsync(stream, new AreaOfInterest(County));

        using ParquetFileReader file = new(stream);
        JsonNode geo = JsonNode.Parse(file.FileMetaData.KeyValueMetadata["geo"])!;
        JsonNode column = geo["columns"]!["geometry"]!;
        geo["version"]!.GetValue<string>().ShouldBe("1.1.0");
        column["geometry_types"]!.AsArray().Select(type => type!.GetValue<string>()).ShouldBe(["MultiPolygon"]);
        column["bbox"]!.AsArray().Select(bound => bound!.GetValue<double>()).ShouldBe([-101, 37, -98, 38]);
    }

    [Theory]
    [InlineData("""{"id":{"authority":"EPSG","code":32614}}""")]
    [InlineData("""{"id":{"authority":"EPSG","code":"32614"}}""")]
    public void Read_UtmFile_TransformsToDegrees(string crs)
    {
        Geometry read = GeoParquetAreaReader.Read(File(Geo($",\"crs\":{crs}"), Wkb(Field)), "utm.parquet").ShouldHaveSingleItem();

        // The central meridian of zone 14 is 99 degrees west.
        read.Coordinates[0].X.ShouldBe(-99, 1e-9);
        read.EnvelopeInternal.MinY.ShouldBe(37.497, 0.01);
        read.EnvelopeInternal.MaxX.ShouldBe(-98.887, 0.01);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"crs\":null")]
    [InlineData(""","crs":{"id":{"authority":"OGC","code":"CRS84"}}""")]
    [InlineData(""","crs":{"id":{"authority":"EPSG","code":4326}}""")]
    public void Read_LongitudeLatitude_KeepsCoordinates(string crs) =>
        GeoParquetAreaReader.Read(File(Geo(crs), Wkb(County)), "aoi.parquet").ShouldHaveSingleItem().EqualsExact(County).ShouldBeTrue();

    [Theory]
    [InlineData(""","crs":{"id":{"authority":"EPSG","code":27700}}""", "EPSG:27700")]
    [InlineData(""","crs":{"id":{"authority":"IAU","code":"49900"}}""", "IAU:49900")]
    [InlineData(""","crs":{"id":{"authority":"EPSG","code":27700},"type":"ProjectedCRS"}""", "its definition is incomplete")]
    [InlineData(""","crs":{"name":"Own grid"}""", "'Own grid' is not supported: it has neither an id nor a definition. Transform the file to EPSG:4326 first.")]
    [InlineData(",\"crs\":\"EPSG:32614\"", "columns.geometry.crs: the coordinate reference system of the column is not supported: it is no PROJJSON object")]
    [InlineData(""","crs":{"name":"Deep","type":"CompoundCRS","components":[]}""", "'Deep' is not supported: its definition is incomplete")]
    [InlineData(""","crs":{"name":"Half","type":"ProjectedCRS"}""", "'Half' is not supported: its definition is incomplete")]
    public void Read_OtherSystem_NamesIt(string crs, string named)
    {
        NotSupportedException e = Should.Throw<NotSupportedException>(() => GeoParquetAreaReader.Read(File(Geo(crs), Wkb(County)), "aoi.parquet"));

        e.Message.ShouldContain("aoi.parquet");
        e.Message.ShouldContain(named);
    }

    [Fact]
    public void Read_NativeEncoding_NamesIt()
    {
        byte[] file = File(Geo(string.Empty, encoding: "multipolygon"), Wkb(County));

        Should.Throw<NotSupportedException>(() => GeoParquetAreaReader.Read(file, "native.parquet")).Message.ShouldContain("'multipolygon'");
    }

    [Fact]
    public void Read_MissingAndEmptyGeometries_AreLeftOut()
    {
        byte[] file = File(Geo(string.Empty), null, Wkb(Polygon.Empty), Wkb(County), null);

        GeoParquetAreaReader.Read(file, "aoi.parquet").Count.ShouldBe(1);
    }

    [Fact]
    public void Read_ManyRows_ReadsAllBatches()
    {
        byte[]?[] rows = [.. Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? Wkb(new Point(i / 100.0, 1)) : null)];

        IReadOnlyList<Geometry> read = GeoParquetAreaReader.Read(File(Geo(string.Empty), rows), "points.parquet");

        read.Select(point => point.Coordinate.X).ShouldBe(Enumerable.Range(0, 2500).Select(i => i * 2 / 100.0));
    }

    [Fact]
    public void Read_BrokenWkb_SaysWhichGeometry()
    {
        byte[] file = File(Geo(string.Empty), Wkb(County), [1, 3, 0, 0]);

        Should.Throw<InvalidDataException>(() => GeoParquetAreaReader.Read(file, "aoi.parquet")).Message.ShouldContain("geometry 1");
    }

    [Fact]
    public void Read_DeepCollections_AreRefusedByIndex()
    {
        byte[] file = File(Geo(string.Empty), Wkb(County), WkbGuardTests.Collections(100_000));

        Should.Throw<InvalidDataException>(() => GeoParquetAreaReader.Read(file, "aoi.parquet")).Message
            .ShouldBe("aoi.parquet: geometry 1 is not valid WKB: geometry collections are nested deeper than 4");
    }

    [Theory]
    [InlineData(null, "without GeoParquet metadata")]
    [InlineData("{", "not valid")]
    [InlineData("""{"primary_column":"shape","columns":{}}""", "not valid")]
    [InlineData("""{"primary_column":"shape","columns":{"shape":{"encoding":"WKB"}}}""", "'shape' is missing")]
    public void Read_BadMetadata_Explains(string? geo, string explanation) =>
        Should.Throw<InvalidDataException>(() => GeoParquetAreaReader.Read(File(geo, Wkb(County)), "aoi.parquet")).Message.ShouldContain(explanation);

    [Fact]
    public void Read_NotParquet_SaysSo() =>
        Should.Throw<InvalidDataException>(() => GeoParquetAreaReader.Read("{}"u8.ToArray(), "aoi.json")).Message.ShouldContain("aoi.json is not a readable Parquet file");

    [SkippableTheory]
    [InlineData("example.parquet", 5, "MultiPolygon")]
    [InlineData("data-polygon-encoding_wkb.parquet", 2, "Polygon")]
    [InlineData("data-multipolygon-encoding_wkb.parquet", 3, "MultiPolygon")]
    public void Read_ExampleOfTheSpecification_ReturnsItsGeometries(string file, int count, string firstType)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        byte[] content = System.IO.File.ReadAllBytes(Path.Combine(Repository.RealData!, "geoparquet", file));

        IReadOnlyList<Geometry> read = GeoParquetAreaReader.Read(content, file);

        read.Count.ShouldBe(count);
        read[0].GeometryType.ShouldBe(firstType);
    }

    [SkippableFact]
    public void Read_ExampleOfTheSpecification_HasTheExtentThatItsMetadataNames()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        using FileStream content = System.IO.File.OpenRead(Path.Combine(Repository.RealData!, "geoparquet", "example.parquet"));

        Envelope extent = new();
        foreach (Geometry geometry in GeoParquetAreaReader.Read(content, "example.parquet"))
        {
            extent.ExpandToInclude(geometry.EnvelopeInternal);
        }

        extent.ShouldBe(new Envelope(-180, 180, -18.28799, 83.23324000000001));
    }

    private static byte[] Wkb(Geometry geometry) => new WKBWriter().Write(geometry);

    private static string Geo(string crs, string encoding = "WKB") =>
        """{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"ENCODING","geometry_types":[]CRS}}}"""
            .Replace("ENCODING", encoding, StringComparison.Ordinal)
            .Replace("CRS", crs, StringComparison.Ordinal);

    private static byte[] File(string? geo, params byte[]?[] rows)
    {
        using MemoryStream stream = new();
        Dictionary<string, string> metadata = geo is null ? [] : new() { ["geo"] = geo };
        using (ParquetFileWriter writer = new(stream, Column.CreateSchemaNode([new Column<string>("name"), new Column<byte[]>("geometry")]), WriterProperties.GetDefaultWriterProperties(), metadata, leaveOpen: true))
        {
            using RowGroupWriter rowGroup = writer.AppendRowGroup();
            rowGroup.NextColumn().LogicalWriter<string>().WriteBatch([.. rows.Select((_, i) => $"row {i}")]);
            rowGroup.NextColumn().LogicalWriter<byte[]?>().WriteBatch(rows);
            writer.Close();
        }

        return stream.ToArray();
    }
}
