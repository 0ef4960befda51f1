using System.Text.Json;
using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>A JSON document of a catalogue, its address, and its name for messages.</summary>
internal sealed class StacDocument : IDisposable
{
    private const int MaximumBytes = 64 * 1024 * 1024;
    private readonly JsonDocument _json;

    private StacDocument(Uri address, string name, JsonDocument json)
    {
        Address = address;
        Name = name;
        _json = json;
    }

    public Uri Address { get; }

    public string Name { get; }

    public JsonElement Root => _json.RootElement;

    public string? Type => Root.Text("type");

    /// <exception cref="StacException">Not a JSON object, or longer than 64 MiB.</exception>
    public static async Task<StacDocument> OpenAsync(Uri address, IRangeReaderFactory readers, CancellationToken cancellationToken)
    {
        IRangeReader reader = readers.Open(address);
        try
        {
            return Parse(await DocumentReader.ReadAsync(reader, MaximumBytes, cancellationToken), address, reader.Name);
        }
        catch (InvalidDataException e)
        {
            throw new StacException(reader.Name, e.Message, e);
        }
    }

    /// <exception cref="StacException">Not a JSON object.</exception>
    public static StacDocument Parse(byte[] content, Uri address, string name)
    {
        try
        {
            JsonDocument document = StrictJson.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new StacDocument(address, name, document)
                : throw new StacException(name, "this is not STAC: a JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw new StacException(name, $"this is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).", e);
        }
    }

    public void Dispose() => _json.Dispose();
}
