using System.Text.Json;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr.Arrays;

/// <summary>Puts an array's codecs together from its metadata.</summary>
internal static class CodecReader
{
    /// <summary>Shards within shards end here.</summary>
    private const int MostNested = 4;

    /// <summary>The member <c>codecs</c> of Zarr v3: array to array, one from array to bytes, bytes to bytes.</summary>
    /// <exception cref="NotSupportedException">A codec that is not read; the message names it.</exception>
    public static ArrayCodecs FromV3(JsonElement codecs, int[] chunkShape, ElementType type, byte[] fill) => FromV3(codecs, chunkShape, type, fill, MostNested);

    /// <summary>The members <c>compressor</c>, <c>filters</c> and <c>order</c> of Zarr v2.</summary>
    /// <exception cref="NotSupportedException">A codec that is not read; the message names it.</exception>
    public static ArrayCodecs FromV2(JsonElement array, int[] chunkShape, ElementType type)
    {
        List<IArrayCodec> arrays = [];
        List<IBytesCodec> bytes = [];
        bool texts = false;
        foreach (JsonElement codec in V2Codecs(array))
        {
            string id = codec.GetProperty("id").GetString()!;
            if (id == "vlen-utf8" && type.Kind == ElementKind.Text)
            {
                texts = true;
            }
            else if (id == "delta")
            {
                arrays.Add(Delta(codec, type));
            }
            else
            {
                bytes.Add(CodecRegistry.FindBytes(id, codec) ?? throw Unknown(id));
            }
        }

        if (array.TryGetProperty("order", out JsonElement order) && order.GetString() == "F" && chunkShape.Length > 1)
        {
            // Filters see the chunk as it lies in memory, so turning it round is what encoding begins with.
            arrays.Insert(0, new TransposeArray(chunkShape, [.. Enumerable.Range(0, chunkShape.Length).Reverse()], type.Size));
        }

        return Of(type, texts, type.IsBigEndian, arrays, bytes);
    }

    private static ArrayCodecs FromV3(JsonElement codecs, int[] chunkShape, ElementType type, byte[] fill, int depth)
    {
        List<IArrayCodec> arrays = [];
        List<IBytesCodec> bytes = [];
        int[] shape = chunkShape;
        (bool texts, bool bigEndian, ShardFormat? shards, bool serialized) = (false, false, null, false);
        foreach (JsonElement codec in codecs.EnumerateArray())
        {
            (string name, JsonElement configuration) = NameOf(codec);
            switch (name)
            {
                case "transpose" when !serialized:
                    TransposeArray transpose = new(shape, OrderOf(configuration.GetProperty("order"), shape.Length), type.Size);
                    shape = transpose.EncodedShape;
                    arrays.Add(transpose);
                    break;
                case "delta" when !serialized:
                    arrays.Add(Delta(configuration, type));
                    break;
                case "bytes" when !serialized && type.Kind != ElementKind.Text:
                    (serialized, bigEndian) = (true, IsBig(configuration));
                    break;
                case "vlen-utf8" when !serialized && type.Kind == ElementKind.Text:
                    (serialized, texts) = (true, true);
                    break;
                case "sharding_indexed" when !serialized && type.Kind != ElementKind.Text && arrays.Count == 0 && depth > 0:
                    (serialized, shards) = (true, Shards(configuration, shape, type, fill, depth));
                    break;
                default:
                    bytes.Add((serialized ? CodecRegistry.FindBytes(name, configuration) : null) ?? throw Unknown(name));
                    break;
            }
        }

        if (!serialized)
        {
            throw new FormatException("no codec turns the array into bytes");
        }

        if (shards is null)
        {
            return Of(type, texts, bigEndian, arrays, bytes);
        }

        return bytes.Count == 0
            ? new ArrayCodecs { Shards = shards, Decoder = new ShardChunkDecoder(shards, chunkShape, fill), Compression = shards.Compression }
            : throw new NotSupportedException("a compressor around whole shards");
    }

    private static ArrayCodecs Of(ElementType type, bool texts, bool bigEndian, List<IArrayCodec> arrays, List<IBytesCodec> bytes)
    {
        CodecChain chain = new(bytes);
        if (type.Kind == ElementKind.Text)
        {
            return texts && arrays.Count == 0 ? new ArrayCodecs { Texts = chain } : throw new NotSupportedException("texts that are not encoded by vlen-utf8 alone");
        }

        return new ArrayCodecs
        {
            Decoder = new PlainChunkDecoder(chain, bigEndian ? type.SwapUnit : 1, arrays),
            Compression = bytes is [IBytesEncoder encoder] ? ZarrCompressions.Of(encoder) : null,
        };
    }

    private static ShardFormat Shards(JsonElement configuration, int[] shape, ElementType type, byte[] fill, int depth)
    {
        int[] inner = [.. configuration.GetProperty("chunk_shape").EnumerateArray().Select(static side => side.GetInt32())];
        if (inner.Length != shape.Length || inner.Zip(shape).Any(static pair => pair.First < 1 || pair.Second % pair.First != 0))
        {
            throw new FormatException($"shards of [{string.Join(", ", shape)}] do not divide into chunks of [{string.Join(", ", inner)}]");
        }

        int[] perShard = [.. shape.Zip(inner, static (side, chunk) => side / chunk)];
        (string first, JsonElement indexBytes) = NameOf(configuration.GetProperty("index_codecs")[0]);
        if (first != "bytes" || IsBig(indexBytes))
        {
            throw new NotSupportedException($"codec '{first}'{(first == "bytes" ? " with big-endian numbers" : string.Empty)} for a shard's index");
        }

        IBytesCodec[] indexCodecs = [.. configuration.GetProperty("index_codecs").EnumerateArray().Skip(1).Select(static codec =>
            NameOf(codec).Name is "crc32c" and var name ? CodecRegistry.FindBytes(name, default)! : throw Unknown(NameOf(codec).Name))];
        ArrayCodecs chunks = FromV3(configuration.GetProperty("codecs"), inner, type, fill, depth - 1);
        int entries = checked(perShard.Aggregate(ShardIndex.EntryLength, static (product, count) => checked(product * count)));
        return new ShardFormat
        {
            ChunkShape = inner,
            ChunksPerShard = perShard,
            Chunks = chunks.Decoder!,
            Compression = chunks.Compression,
            IndexCodecs = new CodecChain(indexCodecs),
            IndexLength = indexCodecs.Aggregate(entries, static (length, codec) => codec.MaxEncodedLength(length)),
            IndexAtStart = configuration.TryGetProperty("index_location", out JsonElement location) && location.GetString() switch
            {
                "start" => true,
                "end" => false,
                var other => throw new NotSupportedException($"index location '{other}'"),
            },
        };
    }

    private static IEnumerable<JsonElement> V2Codecs(JsonElement array)
    {
        if (array.TryGetProperty("filters", out JsonElement filters) && filters.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement filter in filters.EnumerateArray())
            {
                yield return filter;
            }
        }

        if (array.TryGetProperty("compressor", out JsonElement compressor) && compressor.ValueKind == JsonValueKind.Object)
        {
            yield return compressor;
        }
    }

    private static (string Name, JsonElement Configuration) NameOf(JsonElement codec) => codec.ValueKind == JsonValueKind.String
        ? (CodecRegistry.Plain(codec.GetString()!), default)
        : (CodecRegistry.Plain(codec.GetProperty("name").GetString()!), codec.TryGetProperty("configuration", out JsonElement configuration) ? configuration : default);

    private static bool IsBig(JsonElement configuration) =>
        configuration.ValueKind == JsonValueKind.Object && configuration.TryGetProperty("endian", out JsonElement endian) && endian.GetString() == "big";

    private static int[] OrderOf(JsonElement order, int axes) => order.ValueKind == JsonValueKind.String
        ? [.. order.GetString() == "F" ? Enumerable.Range(0, axes).Reverse() : Enumerable.Range(0, axes)]
        : [.. order.EnumerateArray().Select(static axis => axis.GetInt32())];

    private static DeltaArray Delta(JsonElement configuration, ElementType type)
    {
        bool changes = configuration.TryGetProperty("astype", out JsonElement stored) && configuration.TryGetProperty("dtype", out JsonElement decoded)
            && stored.GetString() != decoded.GetString();
        return type.Kind is ElementKind.Signed or ElementKind.Unsigned && !changes && !type.IsBigEndian
            ? new DeltaArray(type.Size)
            : throw new NotSupportedException("codec 'delta' over anything but whole numbers of one type");
    }

    private static NotSupportedException Unknown(string name) =>
        new($"codec '{name}' (known: {string.Join(", ", CodecRegistry.BytesNames)}, transpose, delta, bytes, vlen-utf8, sharding_indexed)");
}
