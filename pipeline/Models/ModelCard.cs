using System.Text.Json;
using System.Text.Json.Nodes;

namespace RasterFlow.Models;

/// <summary>
/// A model's card: a JSON object beside the model (<c>fields.onnx</c>, <c>fields.json</c>) that says how to run it. It is known by the member
/// <c>model_card</c>, its version: other JSON files that lie beside a model are not cards. docs/MODELS.md lists the members.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The version of cards that is read here.</summary>
    public const int Version = 1;

    private const string Mark = "model_card";

    /// <summary>Members of <c>predict</c> that a card may give defaults for.</summary>
    private static readonly string[] PredictMembers =
        ["features", "labels", "actor", "patch_size", "clip_size", "max_batch_size", "merge_mode", "transform"];

    private ModelCard(string source, JsonObject predict) => (Source, Predict) = (source, predict);

    /// <summary>Where it was read, for messages.</summary>
    public string Source { get; }

    /// <summary>Defaults for the members of <c>predict</c>.</summary>
    public JsonObject Predict { get; }

    /// <summary>Default for the job's <c>datasets</c>; null when the card does not say.</summary>
    public JsonNode? Datasets { get; private init; }

    /// <summary>SHA-256 of the model, lower-case hexadecimal; null when the card does not say.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>Patches are a multiple of this many pixels wide and high; 1 when the card does not say.</summary>
    public int SideMultiple { get; private init; } = 1;

    /// <summary>Reads a card.</summary>
    /// <param name="content">The JSON.</param>
    /// <param name="source">Where it was read, for messages.</param>
    /// <returns>The card; null when the file is another kind of JSON.</returns>
    /// <exception cref="ModelProblemException">It says that it is a card, but cannot be read as one.</exception>
    public static ModelCard? Read(ReadOnlySpan<byte> content, string source)
    {
        try
        {
            // A byte order mark is not JSON, but editors write it.
            ReadOnlySpan<byte> json = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
            return JsonNode.Parse(json) is JsonObject card && card.ContainsKey(Mark) ? From(card, source) : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads a card that is part of another document.</summary>
    /// <exception cref="ModelProblemException">It cannot be read as a card.</exception>
    internal static ModelCard From(JsonObject card, string source)
    {
        if (card[Mark] is not JsonValue version || !version.TryGetValue(out int number) || number != Version)
        {
            throw new ModelProblemException($"{source}: '{Mark}' is {card[Mark]?.ToJsonString() ?? "missing"}; cards of version {Version} are read here.");
        }

        JsonObject predict = [];
        foreach (string member in PredictMembers)
        {
            if (card[member] is { } value)
            {
                predict[member] = value.DeepClone();
            }
        }

        return new ModelCard(source, predict)
        {
            Datasets = card["datasets"]?.DeepClone(),
            Sha256 = ModelHash.Of(card["sha256"], source),
            SideMultiple = SideMultipleOf(card["input"] as JsonObject, source),
        };
    }

    private static int SideMultipleOf(JsonObject? input, string source)
    {
        const string Member = "side_multiple";
        return input?[Member] switch
        {
            null => 1,
            JsonValue value when value.TryGetValue(out int multiple) && multiple > 0 => multiple,
            { } other => throw new ModelProblemException($"{source}: 'input.{Member}' is {other.ToJsonString()}; expected a whole number from 1."),
        };
    }
}
