using System.Text.Json.Nodes;

namespace RasterFlow.Zarr;

/// <summary>
/// Our Zarr v3 documents as Zarr v2 states the same: <c>.zgroup</c>, <c>.zarray</c> and <c>.zattrs</c>, with xarray's <c>_ARRAY_DIMENSIONS</c> and GDAL's <c>_CRS</c>.
/// Inner chunks become chunks: v2 has no shards.
/// </summary>
internal static class MetadataV2
{
    /// <summary>The v2 documents of a node by key.</summary>
    /// <param name="path">The node's path below the root; empty for the root itself.</param>
    /// <param name="document">The node's v3 document.</param>
    public static IEnumerable<KeyValuePair<string, JsonObject>> Of(string path, JsonObject document)
    {
        JsonObject attributes = document["attributes"] is JsonObject given ? (JsonObject)given.DeepClone() : [];
        if (document["node_type"]!.GetValue<string>() == "group")
        {
            yield return new(StoreKeys.Combine(path, StoreKeys.GroupV2), new JsonObject { ["zarr_format"] = 2 });
        }
        else
        {
            attributes["_ARRAY_DIMENSIONS"] = document["dimension_names"]!.DeepClone();
            yield return new(StoreKeys.Combine(path, StoreKeys.ArrayV2), ArrayOf(document));
        }

        yield return new(StoreKeys.Combine(path, StoreKeys.AttributesV2), attributes);
    }

    private static JsonObject ArrayOf(JsonObject document)
    {
        JsonArray codecs = (JsonArray)document["codecs"]!;
        JsonNode chunkShape = document["chunk_grid"]!["configuration"]!["chunk_shape"]!;
        if (codecs[0]!["name"]!.GetValue<string>() == "sharding_indexed")
        {
            chunkShape = codecs[0]!["configuration"]!["chunk_shape"]!;
            codecs = (JsonArray)codecs[0]!["configuration"]!["codecs"]!;
        }

        return new JsonObject
        {
            ["zarr_format"] = 2,
            ["shape"] = document["shape"]!.DeepClone(),
            ["chunks"] = chunkShape.DeepClone(),
            ["dtype"] = TypeOf(document["data_type"]!),
            ["compressor"] = codecs.Count > 1 ? CompressorOf(codecs[1]!) : null,
            ["fill_value"] = FillOf(document),
            ["order"] = "C",
            ["filters"] = null,
            ["dimension_separator"] = "/",
        };
    }

    /// <summary>In v2 the fill value means "missing" to xarray; coordinates have none.</summary>
    private static JsonNode? FillOf(JsonObject document) =>
        ((JsonArray)document["shape"]!).Count == 1 ? null : document["fill_value"]?.DeepClone();

    private static JsonObject CompressorOf(JsonNode codec) =>
        new() { ["id"] = codec["name"]!.GetValue<string>(), ["level"] = codec["configuration"]!["level"]!.GetValue<int>() };

    private static string TypeOf(JsonNode type) => type is JsonObject fixedText
        ? FormattableString.Invariant($"<U{fixedText["configuration"]!["length_bytes"]!.GetValue<int>() / 4}")
        : type.GetValue<string>() switch
        {
            "uint16" => "<u2",
            "float32" => "<f4",
            "float64" => "<f8",
            "int64" => "<i8",
            var other => throw new InvalidOperationException($"Stores have no arrays of {other}."),
        };
}
