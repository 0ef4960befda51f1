using System.Globalization;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Zarr;

/// <summary>Reads a store's layout from its metadata documents.</summary>
internal sealed class StoreDocument
{
    private readonly IObjectStore _store;
    private readonly string _root;
    private readonly Uri _address;

    private StoreDocument(IObjectStore store, string root)
    {
        _store = store;
        _root = root;
        _address = store.GetUri(StoreKeys.Combine(root, StoreKeys.Metadata));
    }

    /// <summary>Reads the layout of the store below a root.</summary>
    /// <exception cref="RasterStoreNotFoundException">There is no <c>zarr.json</c>.</exception>
    /// <exception cref="RasterStoreUnsupportedException">The store uses a feature that we do not read.</exception>
    /// <exception cref="RasterStoreCorruptException">The metadata is damaged.</exception>
    public static async Task<(RasterStoreLayout Layout, bool Compressed)> ReadAsync(IObjectStore store, string root, CancellationToken cancellationToken)
    {
        StoreDocument document = new(store, root);
        try
        {
            return await document.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new RasterStoreCorruptException(document._address, $"the metadata is not that of a raster store: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task<(RasterStoreLayout Layout, bool Compressed)> ReadAsync(CancellationToken cancellationToken)
    {
        byte[] bytes = await _store.ReadAsync(StoreKeys.Combine(_root, StoreKeys.Metadata), cancellationToken)
            ?? throw new RasterStoreNotFoundException(_address);
        using JsonDocument group = JsonDocument.Parse(bytes);
        JsonElement arrays = group.RootElement.TryGetProperty("consolidated_metadata", out JsonElement consolidated)
            ? consolidated.GetProperty("metadata")
            : throw new RasterStoreUnsupportedException(_address, "a store without consolidated metadata");
        JsonElement variables = arrays.GetProperty(StoreKeys.Variables);
        JsonElement attributes = group.RootElement.GetProperty("attributes");
        int[] shape = Integers(variables.GetProperty("shape"));
        (int chunkSize, bool compressed) = ReadCodecs(variables.GetProperty("codecs"));
        int[] shard = Integers(variables.GetProperty("chunk_grid").GetProperty("configuration").GetProperty("chunk_shape"));
        RasterStoreLayout layout = new()
        {
            Grid = ReadGrid(attributes, arrays, shape),
            Times = CoordinateValues.Days(await ReadCoordinateAsync(StoreKeys.Time, shape[0], cancellationToken)),
            TimeDeltaDays = arrays.TryGetProperty(StoreKeys.TimeDelta, out _)
                ? Array.ConvertAll(CoordinateValues.Int64(await ReadCoordinateAsync(StoreKeys.TimeDelta, shape[0], cancellationToken)), days => checked((int)days))
                : null,
            Bands = [.. attributes.GetProperty("band_labels").EnumerateArray().Select(label => label.GetString()!)],
            SampleType = ReadType(variables.GetProperty("data_type").GetString()!),
            BlockSize = shard[^1],
            ChunkSize = chunkSize,
        };
        Check(layout, variables, shape, shard);
        return (layout, compressed);
    }

    private void Check(RasterStoreLayout layout, JsonElement variables, int[] shape, int[] shard)
    {
        string encoding = variables.GetProperty("chunk_key_encoding").GetProperty("name").GetString()!;
        if (encoding != "default")
        {
            throw new RasterStoreUnsupportedException(_address, $"chunk key encoding '{encoding}'");
        }

        if (shape.Length != 4 || !shard.SequenceEqual([1, shape[1], layout.BlockSize, layout.BlockSize]) || layout.BlockSize % layout.ChunkSize != 0)
        {
            throw new RasterStoreUnsupportedException(_address, $"an array of shape [{string.Join(", ", shape)}] in shards of [{string.Join(", ", shard)}]");
        }

        if (layout.Bands.Count != shape[1])
        {
            throw new RasterStoreCorruptException(_address, $"{layout.Bands.Count} band labels for {shape[1]} bands");
        }
    }

    private async Task<byte[]> ReadCoordinateAsync(string name, int count, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Combine(_root, $"{name}/c/0");
        byte[]? chunk = await _store.ReadAsync(key, cancellationToken);
        return chunk is not null && chunk.Length == count * sizeof(long)
            ? chunk
            : throw new RasterStoreCorruptException(_store.GetUri(key), $"the coordinate '{name}' should have {count * sizeof(long)} bytes, but has {chunk?.Length ?? 0}");
    }

    private RasterSampleType ReadType(string name) => name switch
    {
        "uint16" => RasterSampleType.UInt16,
        "float32" => RasterSampleType.Float32,
        _ => throw new RasterStoreUnsupportedException(_address, $"data type '{name}'"),
    };

    private (int ChunkSize, bool Compressed) ReadCodecs(JsonElement codecs)
    {
        JsonElement sharding = codecs.EnumerateArray().First();
        RequireNames(codecs, "sharding_indexed");
        JsonElement configuration = sharding.GetProperty("configuration");
        int[] chunk = Integers(configuration.GetProperty("chunk_shape"));
        if (chunk.Length != 4 || chunk[0] != 1 || chunk[1] != 1 || chunk[2] != chunk[3])
        {
            throw new RasterStoreUnsupportedException(_address, $"inner chunks of [{string.Join(", ", chunk)}]");
        }

        RequireNames(configuration.GetProperty("index_codecs"), "bytes", "crc32c");
        if (configuration.TryGetProperty("index_location", out JsonElement location) && location.GetString() != "end")
        {
            throw new RasterStoreUnsupportedException(_address, $"index location '{location.GetString()}'");
        }

        JsonElement inner = configuration.GetProperty("codecs");
        bool compressed = inner.GetArrayLength() > 1;
        RequireNames(inner, compressed ? ["bytes", "zstd"] : ["bytes"]);
        return (chunk[3], compressed);
    }

    private void RequireNames(JsonElement codecs, params string[] expected)
    {
        string[] names = [.. codecs.EnumerateArray().Select(codec => codec.GetProperty("name").GetString()!)];
        for (int i = 0; i < names.Length; i++)
        {
            bool bigEndian = names[i] == "bytes" && codecs[i].TryGetProperty("configuration", out JsonElement configuration)
                && configuration.TryGetProperty("endian", out JsonElement endian) && endian.GetString() != "little";
            if (i >= expected.Length || names[i] != expected[i] || bigEndian)
            {
                throw new RasterStoreUnsupportedException(_address, $"codec '{names[i]}'{(bigEndian ? " with big-endian numbers" : string.Empty)} at this place");
            }
        }

        if (names.Length < expected.Length)
        {
            throw new RasterStoreUnsupportedException(_address, $"an array without codec '{expected[names.Length]}'");
        }
    }

    private RasterGrid ReadGrid(JsonElement attributes, JsonElement arrays, int[] shape)
    {
        double[] transform = [.. attributes.GetProperty("spatial:transform").EnumerateArray().Select(value => value.GetDouble())];
        if (transform.Length != 6 || transform[1] != 0 || transform[3] != 0 || transform[4] != -transform[0] || transform[0] <= 0)
        {
            throw new RasterStoreUnsupportedException(_address, $"the transform [{string.Join(", ", transform.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]");
        }

        JsonElement system = attributes.TryGetProperty("proj:code", out JsonElement code)
            ? code
            : arrays.GetProperty(StoreKeys.SpatialRef).GetProperty("attributes").GetProperty("crs_wkt");
        return new RasterGrid(Crs.Parse(system.GetString()!), transform[2], transform[5], transform[0], shape[^1], shape[^2]);
    }

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetInt32())];
}
