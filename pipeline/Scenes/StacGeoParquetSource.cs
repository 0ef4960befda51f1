using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using ParquetSharp;
using RasterFlow.Areas;
using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>
/// A STAC GeoParquet file (stac-geoparquet specification 1.0): a row an item, its properties as top-level columns, its outline as WKB.
/// Each search copies the file to a temporary one; dates and outlines are looked at first, so that only items that can match are read whole.
/// </summary>
/// <param name="address">The file.</param>
/// <param name="readers">Decides what may be read.</param>
/// <param name="maximumItems">A search of more items is refused.</param>
/// <param name="maximumBytes">A longer file is refused.</param>
public sealed class StacGeoParquetSource(Uri address, IRangeReaderFactory readers, int maximumItems = 50_000, long maximumBytes = 1L << 30) : ISceneSource
{
    private static readonly HashSet<string> Moments = ["datetime", "start_datetime", "end_datetime"];

    /// <summary>Members of an item itself that are not read; all others are its properties (stac-geoparquet, "Guidelines").</summary>
    private static readonly HashSet<string> Unread = ["type", "stac_version", "stac_extensions", "links"];

    private static readonly HashSet<string> OwnMembers = ["id", "collection", "assets", "bbox"];

    /// <inheritdoc/>
    /// <exception cref="StacException">This is not STAC, an item lacks its id, or too many match.</exception>
    /// <exception cref="InvalidDataException">The file is no GeoParquet, or longer than allowed.</exception>
    /// <exception cref="NotSupportedException">A column is of a type that is not read, or the reference system is not supported.</exception>
    public async Task<FoundScenes> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        IRangeReader reader = readers.Open(address);
        await using FileStream copy = await TemporaryCopy.OfAsync(reader, maximumBytes, cancellationToken);
        try
        {
            using ParquetFileReader file = new(copy, leaveOpen: true);
            return SceneFilter.Apply(Read(file, reader.Name, query, cancellationToken), query);
        }
        catch (ParquetException e)
        {
            throw new InvalidDataException($"{reader.Name} is not a readable Parquet file: {e.Message}", e);
        }
    }

    private List<StacItem> Read(ParquetFileReader file, string name, SceneQuery query, CancellationToken cancellationToken)
    {
        GeoParquetGeometryColumn geometry = GeoParquetGeometryColumn.Of(file, name);
        ParquetRecords moments = new(file, name, Moments.Contains);
        ParquetRecords whole = new(file, name, field => field != geometry.Name && !Unread.Contains(field));
        if (moments.Fields.Count == 0 || !OwnMembers.IsSubsetOf([.. whole.Fields.Select(field => field.Name), "collection", "bbox"]))
        {
            throw new StacException(name, "this is not STAC GeoParquet: the columns 'id', 'datetime', 'geometry' and 'assets' are expected.");
        }

        IPreparedGeometry area = PreparedGeometryFactory.Prepare(query.Area.Geometry);
        List<StacItem> items = [];
        long row = 0;
        for (int i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using RowGroupReader rowGroup = file.RowGroup(i);
            List<Geometry?> outlines = geometry.Read(rowGroup, row);
            row += outlines.Count;
            int[] near = [.. Enumerable.Range(0, outlines.Count).Where(at => outlines[at] is not { IsEmpty: false } outline || area.Intersects(DatelineOutline.Split(outline)))];
            IReadOnlyList<Dictionary<string, object?>> times = moments.Read(rowGroup, near);
            int[] rows = [.. near.Where((_, at) => IsWithin(times[at], query))];
            if (items.Count + rows.Length > maximumItems)
            {
                throw new StacException(name, $"the search finds more than {maximumItems:N0} items. Make the area or the range of dates smaller.");
            }

            items.AddRange(whole.Read(rowGroup, rows).Select((record, at) => ToItem(record, whole, outlines[rows[at]], name)));
        }

        return items;
    }

    /// <summary>False only for an item that says a time outside the query; what is wrong with others is told when they are read.</summary>
    private static bool IsWithin(Dictionary<string, object?> record, SceneQuery query)
    {
        DateTimeOffset? time = JsonElementExtensions.ToTime(record.GetValueOrDefault("datetime") as string)
            ?? JsonElementExtensions.ToTime(record.GetValueOrDefault("start_datetime") as string)
            ?? JsonElementExtensions.ToTime(record.GetValueOrDefault("end_datetime") as string);
        return time is null || (time >= query.Start && time < query.End);
    }

    private StacItem ToItem(Dictionary<string, object?> record, ParquetRecords records, Geometry? outline, string name)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            foreach (ParquetSharp.Schema.Node field in records.Fields.Where(field => OwnMembers.Contains(field.Name)))
            {
                ParquetRecords.Write(json, field, record);
            }

            json.WriteStartObject("properties");
            foreach (ParquetSharp.Schema.Node field in records.Fields.Where(field => !OwnMembers.Contains(field.Name)))
            {
                ParquetRecords.Write(json, field, record);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        using JsonDocument item = JsonDocument.Parse(buffer.ToArray());
        return StacItemReader.Read(item.RootElement, address, name, outline);
    }
}
