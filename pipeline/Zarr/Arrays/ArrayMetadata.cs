using System.Text.Json;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr.Arrays;

/// <summary>What an array's metadata says, of Zarr v3 (<c>zarr.json</c>) or v2 (<c>.zarray</c>, <c>.zattrs</c>) alike.</summary>
internal sealed record ArrayMetadata
{
    /// <summary>More than any array of imagery has; numpy's limit.</summary>
    private const int MostAxes = 32;

    /// <summary>Length of each axis.</summary>
    public required long[] Shape { get; init; }

    /// <summary>Shape of a chunk, of a shard if there are shards.</summary>
    public required int[] ChunkShape { get; init; }

    /// <summary>Type of the elements.</summary>
    public required ElementType Type { get; init; }

    /// <summary>The fill value's bytes, little-endian.</summary>
    public required byte[] Fill { get; init; }

    /// <summary>Names of the chunks.</summary>
    public required ChunkKeys Keys { get; init; }

    /// <summary>How chunks are decoded.</summary>
    public required ArrayCodecs Codecs { get; init; }

    /// <summary>Names of the axes; null when there are none.</summary>
    public IReadOnlyList<string?>? DimensionNames { get; init; }

    /// <summary>The array's attributes; undefined when it has none.</summary>
    public JsonElement Attributes { get; init; }

    /// <summary>Bytes of a decoded chunk.</summary>
    public int ChunkLength => ChunkShape.Aggregate(Math.Max(1, Type.Size), static (product, side) => checked(product * side));

    /// <summary>Reads a v3 document.</summary>
    /// <exception cref="NotSupportedException">It asks for something that is not read; the message names it.</exception>
    /// <exception cref="FormatException">It contradicts itself.</exception>
    public static ArrayMetadata FromV3(JsonElement document)
    {
        if (document.GetProperty("node_type").GetString() != "array")
        {
            throw new FormatException("it is not an array");
        }

        JsonElement grid = document.GetProperty("chunk_grid");
        if (grid.GetProperty("name").GetString() is not "regular" and var other)
        {
            throw new NotSupportedException($"chunk grid '{other}'");
        }

        if (document.TryGetProperty("storage_transformers", out JsonElement transformers) && transformers.GetArrayLength() > 0)
        {
            throw new NotSupportedException("storage transformers");
        }

        ElementType type = ElementType.FromV3(document.GetProperty("data_type"));
        byte[] fill = FillValue.Read(document.GetProperty("fill_value"), type);
        int[] chunkShape = ChunkShapeOf(grid.GetProperty("configuration").GetProperty("chunk_shape"));
        return Checked(new ArrayMetadata
        {
            Shape = ShapeOf(document.GetProperty("shape")),
            ChunkShape = chunkShape,
            Type = type,
            Fill = fill,
            Keys = ChunkKeys.FromV3(document.GetProperty("chunk_key_encoding")),
            Codecs = CodecReader.FromV3(document.GetProperty("codecs"), chunkShape, type, fill),
            DimensionNames = document.TryGetProperty("dimension_names", out JsonElement names) && names.ValueKind == JsonValueKind.Array ? NamesOf(names) : null,
            Attributes = document.TryGetProperty("attributes", out JsonElement attributes) ? attributes : default,
        });
    }

    /// <summary>Reads v2 documents.</summary>
    /// <param name="array"><c>.zarray</c>.</param>
    /// <param name="attributes"><c>.zattrs</c>; undefined when there is none.</param>
    /// <exception cref="NotSupportedException">They ask for something that is not read; the message names it.</exception>
    /// <exception cref="FormatException">They contradict themselves.</exception>
    public static ArrayMetadata FromV2(JsonElement array, JsonElement attributes)
    {
        ElementType type = ElementType.FromV2(array.GetProperty("dtype"));
        int[] chunkShape = ChunkShapeOf(array.GetProperty("chunks"));
        return Checked(new ArrayMetadata
        {
            Shape = ShapeOf(array.GetProperty("shape")),
            ChunkShape = chunkShape,
            Type = type,
            Fill = FillValue.Read(array.GetProperty("fill_value"), type),
            Keys = ChunkKeys.FromV2(array),
            Codecs = CodecReader.FromV2(array, chunkShape, type),
            DimensionNames = attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("_ARRAY_DIMENSIONS", out JsonElement names) ? NamesOf(names) : null,
            Attributes = attributes,
        });
    }

    private static ArrayMetadata Checked(ArrayMetadata metadata)
    {
        if (metadata.Shape.Length != metadata.ChunkShape.Length || metadata.Shape.Length > MostAxes)
        {
            throw new FormatException($"an array of {metadata.Shape.Length} axes has chunks of {metadata.ChunkShape.Length}");
        }

        try
        {
            _ = metadata.ChunkLength;
            return metadata;
        }
        catch (OverflowException)
        {
            throw new NotSupportedException($"a chunk of [{string.Join(", ", metadata.ChunkShape)}] elements, more than 2 GiB,");
        }
    }

    private static long[] ShapeOf(JsonElement shape)
    {
        long[] sides = [.. shape.EnumerateArray().Select(static side => side.GetInt64())];
        return sides.All(static side => side >= 0) ? sides : throw new FormatException($"the shape [{string.Join(", ", sides)}] is negative");
    }

    private static int[] ChunkShapeOf(JsonElement shape)
    {
        int[] sides = [.. shape.EnumerateArray().Select(static side => side.GetInt32())];
        return sides.All(static side => side > 0) ? sides : throw new FormatException($"chunks of [{string.Join(", ", sides)}] hold nothing");
    }

    private static string?[] NamesOf(JsonElement names) => [.. names.EnumerateArray().Select(static name => name.GetString())];
}
