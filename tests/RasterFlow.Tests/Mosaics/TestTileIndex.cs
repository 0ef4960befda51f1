using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.Areas;
using RasterFlow.Tests.Imagery;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Three images of two bands beside and over each other in UTM zone 33, 64 x 48 pixels of 10 m, and an index of them. Column 5 of each holds the no-data value 9.</summary>
internal sealed class TestTileIndex(string folder)
{
    public const int Width = 64;
    public const int Height = 48;
    public const int Blank = 5;

    public static readonly (string File, string Taken, double Rank, string Kind, double X)[] Rows =
    [
        ("a.tif", "2023-05-01", 2, "ortho", 500000),
        ("b.tif", "2023-07-01", 1, "ortho", 500300),
        ("c.tif", "2023-08-01", 3, "draft", 500000),
    ];

    /// <summary>The area that the images are asked for: nearly all of them, and some of nothing.</summary>
    public static Geometry Area { get; } = new CrsTransform(Crs.FromEpsg(32633), Crs.Wgs84).Apply(Box(500010, 4999560, 500900, 4999990));

    /// <summary>How the index names an image; its file's name unless set.</summary>
    public Func<string, string> Location { get; init; } = static file => file;

    /// <summary>Writes the images.</summary>
    /// <param name="value">The value of a pixel: of rank, band, x and y.</param>
    public void WriteImages(Func<int, int, int, int, int> value)
    {
        foreach ((string file, _, double rank, _, double x) in Rows)
        {
            TestTiff tiff = new() { Bands = 2, Bits = 8, OriginX = x, Width = Width, Height = Height, NoData = "9", Value = (_, band, column, row) => column == Blank ? 9 : value((int)rank, band, column, row) };
            string path = Path.Combine(folder, Location(file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, tiff.Write());
        }
    }

    /// <summary>The index as GeoJSON.</summary>
    public string GeoJson()
    {
        IEnumerable<string> features = Rows.Select(row =>
        {
            string ring = string.Join(',', Outline(row.X).Coordinates.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.X},{c.Y}]")));
            string properties = string.Create(CultureInfo.InvariantCulture, $"\"location\":\"{Location(row.File)}\",\"taken\":\"{row.Taken}\",\"rank\":{row.Rank},\"kind\":\"{row.Kind}\"");
            return "{\"type\":\"Feature\",\"properties\":{" + properties + "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}}";
        });
        return "{\"type\":\"FeatureCollection\",\"features\":[" + string.Join(',', features) + "]}";
    }

    /// <summary>Writes the index, GeoJSON or GeoParquet by the ending of its name, and returns its address.</summary>
    public Uri Write(string name)
    {
        string path = Path.Combine(folder, name);
        if (name.EndsWith(".geojson", StringComparison.Ordinal))
        {
            File.WriteAllText(path, GeoJson());
            return new Uri(path);
        }

        using FileStream destination = File.Create(path);
        Dictionary<string, string> metadata = new() { [GeoParquetMetadata.Key] = GeoParquetMetadata.Write("geometry", ["Polygon"], new Envelope(), covered: false, Crs.Wgs84) };
        using PrimitiveNode geometry = new("geometry", Repetition.Required, LogicalType.None(), PhysicalType.ByteArray);
        using PrimitiveNode location = new("location", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using PrimitiveNode taken = new("taken", Repetition.Optional, LogicalType.Date(), PhysicalType.Int32);
        using PrimitiveNode rank = new("rank", Repetition.Optional, LogicalType.None(), PhysicalType.Double);
        using PrimitiveNode kind = new("kind", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using GroupNode schema = new("schema", Repetition.Required, [geometry, location, taken, rank, kind]);
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Compression(Compression.Zstd).Build();
        using ParquetFileWriter file = new(destination, schema, properties, metadata, leaveOpen: true);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            Column(group, Rows.Select(row => new WKBWriter(ByteOrder.LittleEndian, handleSRID: false).Write(Outline(row.X))));
            Column(group, Rows.Select(row => Location(row.File)));
            Column(group, Rows.Select(row => (Date?)new Date(DateTime.Parse(row.Taken, CultureInfo.InvariantCulture))));
            Column(group, Rows.Select(row => (double?)row.Rank));
            Column(group, Rows.Select(row => row.Kind));
        }

        file.Close();
        return new Uri(path);
    }

    private static Geometry Box(double left, double bottom, double right, double top) =>
        new GeometryFactory(new PrecisionModel(), 32633).ToGeometry(new Envelope(left, right, bottom, top));

    private static Geometry Outline(double x) => new CrsTransform(Crs.FromEpsg(32633), Crs.Wgs84).Apply(Box(x, 4999520, x + 640, 5000000));

    private static void Column<T>(RowGroupWriter group, IEnumerable<T> values)
    {
        using LogicalColumnWriter<T> column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch([.. values]);
    }
}
