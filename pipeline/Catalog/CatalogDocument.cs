using System.Text.Json;

namespace RasterFlow.Catalog;

/// <summary>A table's document: UTF-8 JSON without time or host in it, so that the same commits give the same bytes.</summary>
internal sealed record CatalogDocument(int FormatVersion, CatalogTable Table)
{
    private const int CurrentVersion = 1;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static byte[] Write(CatalogTable table) => JsonSerializer.SerializeToUtf8Bytes(new CatalogDocument(CurrentVersion, table), Options);

    /// <exception cref="InvalidDataException">The document is damaged or of a newer version.</exception>
    public static CatalogTable Read(ReadOnlySpan<byte> json, string key)
    {
        CatalogDocument? document;
        try
        {
            document = JsonSerializer.Deserialize<CatalogDocument>(json, Options);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{key} is not a catalog document: {e.Message}", e);
        }

        return document switch
        {
            { FormatVersion: CurrentVersion, Table: { Columns: not null, Files: not null } table } => table,
            { FormatVersion: > CurrentVersion } => throw new InvalidDataException($"{key}: catalog format {document.FormatVersion} is newer than {CurrentVersion}."),
            _ => throw new InvalidDataException($"{key} is not a catalog document: a member is missing."),
        };
    }
}
