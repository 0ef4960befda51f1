using System.Text.Json;
using System.Text.Json.Nodes;

namespace RasterFlow.Models;

/// <summary>
/// A document that gives models names: <c>{"models": {"&lt;name&gt;": {"url": ..., "sha256": ..., "card": ...}}}</c>. A <c>url</c> may be relative
/// to the document; <c>card</c> is a card or its address, and missing where the card lies beside the model. docs/MODELS.md describes it.
/// </summary>
public sealed class ModelRegistry
{
    private readonly JsonObject _models;
    private readonly Uri _address;
    private readonly string _source;

    private ModelRegistry(JsonObject models, Uri address, string source) => (_models, _address, _source) = (models, address, source);

    /// <summary>The names, in order of the document.</summary>
    public IEnumerable<string> Names => _models.Select(static model => model.Key);

    /// <summary>Reads a registry.</summary>
    /// <param name="content">The JSON.</param>
    /// <param name="address">Where it lies: relative addresses start there.</param>
    /// <exception cref="ModelProblemException">It is no registry.</exception>
    public static ModelRegistry Read(ReadOnlySpan<byte> content, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string source = $"The model registry {Storage.SafeAddress.Text(address)}";
        try
        {
            if (JsonNode.Parse(content) is JsonObject registry && registry["models"] is JsonObject models && models.All(static model => model.Value is JsonObject))
            {
                return new ModelRegistry(models, address, source);
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new ModelProblemException($"{source} is not valid JSON: {e.Message}", e);
        }

        throw new ModelProblemException($"{source} is not a registry: expected {{\"models\": {{\"<name>\": {{\"url\": ..., \"sha256\": ...}}}}}}.");
    }

    /// <summary>Finds a model by its exact name; null when there is none.</summary>
    /// <exception cref="ModelProblemException">The entry cannot be right.</exception>
    internal RegisteredModel? Find(string name)
    {
        if (_models[name] is not JsonObject entry)
        {
            return null;
        }

        string source = $"{_source}, model '{name}'";
        string? sha256 = ModelHash.Of(entry["sha256"], source);
        Uri model = AddressOf(entry, "url", source) ?? throw new ModelProblemException($"{source}: 'url' is missing.");
        return entry["card"] is JsonObject card
            ? new RegisteredModel(model, sha256, ModelCard.From(card, $"{source}, card"), null, source)
            : new RegisteredModel(model, sha256, null, AddressOf(entry, "card", source), source);
    }

    private Uri? AddressOf(JsonObject entry, string member, string source) => entry[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) && Uri.TryCreate(_address, text, out Uri? address) => address,
        { } other => throw new ModelProblemException($"{source}: '{member}' is {other.ToJsonString()}; expected an address."),
    };
}
