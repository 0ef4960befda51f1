using System.Globalization;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr.Arrays;

namespace RasterFlow.Zarr;

/// <summary>Reads a store's layout from its metadata documents.</summary>
internal sealed class StoreDocument
{
    private readonly ZarrGroup _group;

    private StoreDocument(ZarrGroup group) => _group = group;

    /// <summary>Reads the layout of the store below a root, and how its samples are stored.</summary>
    /// <exception cref="RasterStoreNotFoundException">There is no group.</exception>
    /// <exception cref="RasterStoreUnsupportedException">The store uses a feature that we do not read.</exception>
    /// <exception cref="RasterStoreCorruptException">The metadata is damaged.</exception>
    public static async Task<(RasterStoreLayout Layout, ArrayMetadata Variables)> ReadAsync(IObjectStore store, string root, CancellationToken cancellationToken)
    {
        ZarrGroup group = await ZarrGroup.OpenAsync(store, root, cancellationToken);
        try
        {
            return await new StoreDocument(group).ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new RasterStoreCorruptException(group.Address, $"the metadata is not that of a raster store: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task<(RasterStoreLayout Layout, ArrayMetadata Variables)> ReadAsync(CancellationToken cancellationToken)
    {
        ArrayMetadata variables = (await RequireAsync(StoreKeys.Variables, cancellationToken)).Metadata;
        int chunkSize = ChunkSizeOf(variables);
        RasterStoreLayout layout = new()
        {
            Grid = await ReadGridAsync(variables.Shape, cancellationToken),
            Times = [.. (await ReadWholeAsync(StoreKeys.Time, variables.Shape[0], cancellationToken)).Select(CoordinateValues.Day)],
            TimeDeltaDays = await _group.FindArrayAsync(StoreKeys.TimeDelta, cancellationToken) is null
                ? null
                : [.. (await ReadWholeAsync(StoreKeys.TimeDelta, variables.Shape[0], cancellationToken)).Select(static days => checked((int)days))],
            Bands = await ReadBandsAsync(variables.Shape[1], cancellationToken),
            Prediction = ReadPrediction(),
            SampleType = TypeOf(variables.Type),
            ZarrFormat = _group.Format,
            Compression = variables.Codecs.Compression ?? ZarrCompression.Zstd,
            BlockSize = variables.Codecs.Shards is null ? BlockSizeOf(variables, chunkSize) : variables.ChunkShape[^1],
            ChunkSize = chunkSize,
        };
        return (layout, variables);
    }

    private async Task<ZarrArray> RequireAsync(string name, CancellationToken cancellationToken) =>
        await _group.FindArrayAsync(name, cancellationToken)
            ?? throw new RasterStoreCorruptException(_group.Address, $"the metadata is not that of a raster store: it has no array '{name}'");

    private async Task<long[]> ReadWholeAsync(string name, long count, CancellationToken cancellationToken)
    {
        ZarrArray array = await RequireAsync(name, cancellationToken);
        if (array.Metadata.Shape is not [var length] || length != count)
        {
            throw new FormatException($"the coordinate '{name}' should have {count} values");
        }

        if (array.Metadata.Type.ClrType != typeof(long))
        {
            throw new RasterStoreUnsupportedException(_group.Address, $"a coordinate '{name}' that is not int64");
        }

        string? units = array.Metadata.Attributes.ValueKind == JsonValueKind.Object && array.Metadata.Attributes.TryGetProperty("units", out JsonElement stated) ? stated.GetString() : null;
        return units is null or "days" or "days since 1970-01-01"
            ? await array.ReadAllAsync<long>(cancellationToken)
            : throw new RasterStoreUnsupportedException(_group.Address, $"a coordinate '{name}' in '{units}'");
    }

    private async Task<IReadOnlyList<string>> ReadBandsAsync(long count, CancellationToken cancellationToken)
    {
        string[] labels = _group.Attributes.ValueKind == JsonValueKind.Object && _group.Attributes.TryGetProperty("band_labels", out JsonElement stated)
            ? [.. stated.EnumerateArray().Select(static label => label.GetString()!)]
            : await (await RequireAsync(StoreKeys.Band, cancellationToken)).ReadTextsAsync(cancellationToken);
        return labels.Length == count ? labels : throw new FormatException($"{labels.Length} band labels for {count} bands");
    }

    private PredictionContent? ReadPrediction() =>
        _group.Attributes.ValueKind == JsonValueKind.Object && _group.Attributes.TryGetProperty(PredictionContent.Attribute, out JsonElement stated)
            ? new PredictionContent(stated.GetProperty("output").GetString()!, [.. stated.GetProperty("labels").EnumerateArray().Select(static label => label.GetString()!)])
            : null;

    private RasterSampleType TypeOf(ElementType type) => (type.Kind, type.Size) switch
    {
        (ElementKind.Unsigned, 2) => RasterSampleType.UInt16,
        (ElementKind.Float, 4) => RasterSampleType.Float32,
        _ => throw new RasterStoreUnsupportedException(_group.Address, $"data type '{type.Name}' of a raster (uint16 and float32 are read)"),
    };

    private int ChunkSizeOf(ArrayMetadata variables)
    {
        int[] chunk = variables.Codecs.Shards?.ChunkShape ?? variables.ChunkShape;
        int[] shard = variables.ChunkShape;
        bool isSquare = chunk is [1, 1, _, _] && chunk[2] == chunk[3] && shard[2] == shard[3];
        if (!isSquare || (variables.Codecs.Shards is not null && (shard[0] != 1 || shard[1] != variables.Shape[1])))
        {
            throw new RasterStoreUnsupportedException(
                _group.Address, $"an array of shape [{string.Join(", ", variables.Shape)}] in shards of [{string.Join(", ", shard)}] and chunks of [{string.Join(", ", chunk)}]");
        }

        return chunk[3];
    }

    /// <summary>Without shards a block is several chunks; how many is a matter of the writer alone, which leaves a note.</summary>
    private static int BlockSizeOf(ArrayMetadata variables, int chunkSize) =>
        variables.Attributes.ValueKind == JsonValueKind.Object && variables.Attributes.TryGetProperty(StoreMetadata.BlockSizeAttribute, out JsonElement stated)
            && stated.TryGetInt32(out int size) && size >= chunkSize && size % chunkSize == 0 ? size : chunkSize;

    private async Task<RasterGrid> ReadGridAsync(long[] shape, CancellationToken cancellationToken)
    {
        double[] transform = [.. _group.Attributes.GetProperty("spatial:transform").EnumerateArray().Select(static value => value.GetDouble())];
        if (transform.Length != 6 || transform[1] != 0 || transform[3] != 0 || transform[4] != -transform[0] || transform[0] <= 0)
        {
            throw new RasterStoreUnsupportedException(_group.Address, $"the transform [{string.Join(", ", transform.Select(static value => value.ToString(CultureInfo.InvariantCulture)))}]");
        }

        JsonElement system = _group.Attributes.TryGetProperty("proj:code", out JsonElement code)
            ? code
            : (await RequireAsync(StoreKeys.SpatialRef, cancellationToken)).Metadata.Attributes.GetProperty("crs_wkt");
        Crs crs = Crs.Parse(system.GetString()!);
        return new RasterGrid(crs, transform[2], transform[5], transform[0], checked((int)shape[^1]), checked((int)shape[^2]));
    }
}
