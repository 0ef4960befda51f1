namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>Reads the rows of a tile index, GeoJSON or GeoParquet, and takes those that its options ask for.</summary>
public static class TileIndexFile
{
    /// <summary>A longer index is refused.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int MaxRows = 200_000;

    /// <summary>The rows that meet <see cref="TileIndexOptions.Query"/>, in the order of the file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="InvalidDataException">It cannot be read, has too many rows or none, or lacks an attribute; the message says which.</exception>
    public static IReadOnlyList<TileIndexRow> Read(byte[] content, string name, TileIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool isParquet = content.AsSpan().StartsWith("PAR1"u8);
        List<TileIndexRow> rows = [.. isParquet ? GeoParquetTileIndex.Read(content, name, options.Attributes) : GeoJsonTileIndex.Read(content, name)];
        if (rows.Count is 0 or > MaxRows)
        {
            throw new InvalidDataException($"{name} has {rows.Count:N0} rows; 1 to {MaxRows:N0} are read.");
        }

        foreach (string attribute in options.Attributes.Where(attribute => !rows.Exists(row => row.Attributes.ContainsKey(attribute))))
        {
            throw new InvalidDataException($"{name} has no attribute '{attribute}'. It has: {string.Join(", ", rows[0].Attributes.Keys.Order(StringComparer.Ordinal))}.");
        }

        return options.Query is { } query ? rows.FindAll(row => query.Matches(row.Attributes)) : rows;
    }
}
