using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage.Compression;
using RasterFlow.Zarr.Arrays;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr;

/// <summary>
/// The metadata documents of a store: Zarr v3 core, CF conventions for coordinates, and the GeoZarr conventions <c>proj</c> and <c>spatial</c> (v0.1)
/// on the group, which hold for its arrays.
/// </summary>
internal static class StoreMetadata
{
    /// <summary>Attribute of <c>variables</c> in Zarr v2, where nothing else tells how many chunks one writer owns.</summary>
    public const string BlockSizeAttribute = "block_size";

    /// <summary>Attributes of the group.</summary>
    public static JsonObject GroupAttributes(RasterStoreLayout layout)
    {
        RasterGrid grid = layout.Grid;
        JsonArray conventions = new(Conventions.Describe("spatial", "689b58e2-cf7b-45e0-9fff-9cfc0883d6b4", "Spatial coordinate information"));
        JsonObject attributes = new()
        {
            ["Conventions"] = "CF-1.11",
            ["zarr_conventions"] = conventions,
            ["spatial:dimensions"] = new JsonArray(StoreKeys.Y, StoreKeys.X),
            ["spatial:transform"] = new JsonArray(grid.PixelSize, 0.0, grid.OriginX, 0.0, -grid.PixelSize, grid.OriginY),
            ["spatial:shape"] = new JsonArray(grid.Height, grid.Width),
            ["spatial:bbox"] = new JsonArray(grid.Bounds.MinX, grid.Bounds.MinY, grid.Bounds.MaxX, grid.Bounds.MaxY),
            ["spatial:registration"] = "pixel",
            ["band_labels"] = Labels(layout),
        };

        if (layout.Prediction is { } content)
        {
            attributes[PredictionContent.Attribute] = new JsonObject { ["output"] = content.Output, ["labels"] = Texts(content.Labels) };
        }

        // The convention takes a code, WKT 2 or PROJJSON. WKT 1 itself, by which a system without a code was named, is CF's crs_wkt.
        conventions.Insert(0, Conventions.Describe("proj", "f17cb550-5864-4468-aeb7-f3180cfb622f", "Coordinate reference system information for geospatial data"));
        attributes[grid.Crs.Epsg == 0 ? "proj:projjson" : "proj:code"] = grid.Crs.Epsg == 0 ? ProjJson.Of(grid.Crs) : grid.Crs.ToString();
        return attributes;
    }

    /// <summary>A group's own document.</summary>
    public static JsonObject Group(JsonObject attributes) => new()
    {
        ["zarr_format"] = 3,
        ["node_type"] = "group",
        ["attributes"] = attributes,
    };

    /// <summary>Adds consolidated metadata (inline, as zarr-python writes it) to a group's document.</summary>
    public static JsonObject Consolidate(JsonObject group, IEnumerable<KeyValuePair<string, JsonObject>> children)
    {
        JsonObject metadata = [];
        foreach ((string path, JsonObject document) in children.OrderBy(child => child.Key, StringComparer.Ordinal))
        {
            metadata[path] = document.DeepClone();
        }

        group["consolidated_metadata"] = new JsonObject { ["kind"] = "inline", ["must_understand"] = false, ["metadata"] = metadata };
        return group;
    }

    /// <summary>The documents of a store's arrays by name.</summary>
    public static SortedDictionary<string, JsonObject> Arrays(RasterStoreLayout layout)
    {
        SortedDictionary<string, JsonObject> arrays = new(StringComparer.Ordinal)
        {
            [StoreKeys.Variables] = Variables(layout),
            [StoreKeys.Time] = Coordinate(layout.Times.Count, "int64", 0, StoreKeys.Time, Plain(), CoordinateAttributes.Time()),
            [StoreKeys.Band] = BandCoordinate(layout),
            [StoreKeys.Y] = Coordinate(layout.Grid.Height, "float64", "NaN", StoreKeys.Y, Plain(), CoordinateAttributes.Y(layout.Grid.Crs)),
            [StoreKeys.X] = Coordinate(layout.Grid.Width, "float64", "NaN", StoreKeys.X, Plain(), CoordinateAttributes.X(layout.Grid.Crs)),
            [StoreKeys.SpatialRef] = Array([], [], "int64", 0, Plain(), [], CoordinateAttributes.SpatialRef(layout.Grid)),
        };
        if (layout.TimeDeltaDays is not null)
        {
            arrays[StoreKeys.TimeDelta] = Coordinate(layout.Times.Count, "int64", 0, StoreKeys.Time, Plain(), CoordinateAttributes.TimeDelta());
        }

        return arrays;
    }

    /// <summary>How the samples of a store that we write are stored.</summary>
    public static ArrayMetadata ReadVariables(RasterStoreLayout layout)
    {
        JsonObject document = Variables(layout);
        if (layout.ZarrFormat == 3)
        {
            return ArrayMetadata.FromV3(JsonSerializer.SerializeToElement(document));
        }

        JsonElement[] documents = [.. MetadataV2.Of(StoreKeys.Variables, document).Select(static part => JsonSerializer.SerializeToElement(part.Value))];
        return ArrayMetadata.FromV2(documents[0], documents[1]);
    }

    private static JsonObject Variables(RasterStoreLayout layout)
    {
        RasterGrid grid = layout.Grid;
        JsonNode fill = layout.SampleType == RasterSampleType.UInt16 ? 0 : "NaN";
        JsonArray codecs = new(new JsonObject
        {
            ["name"] = "sharding_indexed",
            ["configuration"] = new JsonObject
            {
                ["chunk_shape"] = new JsonArray(1, 1, layout.ChunkSize, layout.ChunkSize),
                ["codecs"] = new JsonArray(
                    Bytes(),
                    Compressor(layout.Compression)),
                ["index_codecs"] = new JsonArray(Bytes(), new JsonObject { ["name"] = "crc32c" }),
                ["index_location"] = "end",
            },
        });
        JsonObject attributes = new()
        {
            ["grid_mapping"] = StoreKeys.SpatialRef,
            ["coordinates"] = layout.TimeDeltaDays is null ? StoreKeys.SpatialRef : $"{StoreKeys.SpatialRef} {StoreKeys.TimeDelta}",
            ["band_labels"] = Labels(layout),
        };
        if (layout.ZarrFormat == 2)
        {
            attributes[BlockSizeAttribute] = layout.BlockSize;
            attributes["_CRS"] = grid.Crs.Epsg == 0
                ? new JsonObject { ["projjson"] = ProjJson.Of(grid.Crs) }
                : new JsonObject { ["url"] = $"http://www.opengis.net/def/crs/EPSG/0/{grid.Crs.Epsg}" };
        }

        return Array(
            [layout.Times.Count, layout.Bands.Count, grid.Height, grid.Width],
            [1, layout.Bands.Count, layout.BlockSize, layout.BlockSize],
            SampleTypes.NameOf(layout.SampleType),
            fill,
            codecs,
            [StoreKeys.Time, StoreKeys.Band, StoreKeys.Y, StoreKeys.X],
            attributes);
    }

    /// <summary>
    /// Texts of any length in v3, which zarrita, zarr-python and xarray read alike; of a fixed length in v2, which GDAL reads too.
    /// </summary>
    private static JsonObject BandCoordinate(RasterStoreLayout layout)
    {
        JsonObject attributes = new() { ["long_name"] = "band" };
        if (layout.ZarrFormat == 3)
        {
            return Coordinate(layout.Bands.Count, "string", string.Empty, StoreKeys.Band, new JsonArray(new JsonObject { ["name"] = "vlen-utf8" }), attributes);
        }

        JsonObject type = new() { ["name"] = "fixed_length_utf32", ["configuration"] = new JsonObject { ["length_bytes"] = CoordinateValues.FixedTextLength(layout.Bands) } };
        return Coordinate(layout.Bands.Count, type, string.Empty, StoreKeys.Band, Plain(), attributes);
    }

    private static JsonObject Compressor(ZarrCompression compression) => compression == ZarrCompression.Zstd
        ? new JsonObject { ["name"] = "zstd", ["configuration"] = new JsonObject { ["level"] = ZstdCodec.Level, ["checksum"] = false } }
        : new JsonObject { ["name"] = "gzip", ["configuration"] = new JsonObject { ["level"] = GzipBytes.Level } };

    private static JsonObject Coordinate(int length, JsonNode type, JsonNode fill, string dimension, JsonArray codecs, JsonObject attributes) =>
        Array([length], [length], type, fill, codecs, [dimension], attributes);

    private static JsonObject Array(int[] shape, int[] chunkShape, JsonNode type, JsonNode fill, JsonArray codecs, string[] dimensions, JsonObject attributes) => new()
    {
        ["zarr_format"] = 3,
        ["node_type"] = "array",
        ["shape"] = new JsonArray([.. shape.Select(side => JsonValue.Create(side))]),
        ["data_type"] = type,
        ["chunk_grid"] = new JsonObject
        {
            ["name"] = "regular",
            ["configuration"] = new JsonObject { ["chunk_shape"] = new JsonArray([.. chunkShape.Select(side => JsonValue.Create(side))]) },
        },
        ["chunk_key_encoding"] = new JsonObject { ["name"] = "default", ["configuration"] = new JsonObject { ["separator"] = "/" } },
        ["fill_value"] = fill,
        ["codecs"] = codecs,
        ["dimension_names"] = new JsonArray([.. dimensions.Select(name => JsonValue.Create(name))]),
        ["attributes"] = attributes,
    };

    private static JsonArray Labels(RasterStoreLayout layout) => Texts(layout.Bands);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => JsonValue.Create(text))]);

    private static JsonArray Plain() => new(Bytes());

    private static JsonObject Bytes() => new() { ["name"] = "bytes", ["configuration"] = new JsonObject { ["endian"] = "little" } };
}
