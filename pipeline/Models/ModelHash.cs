using System.Text.Json.Nodes;

namespace RasterFlow.Models;

/// <summary>SHA-256 as text: 64 hexadecimal digits.</summary>
internal static class ModelHash
{
    private const int Digits = 64;

    public static bool IsValid(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigit);

    /// <summary>Reads a member of a document; null when it is not there.</summary>
    /// <exception cref="ModelProblemException">It is no SHA-256.</exception>
    public static string? Of(JsonNode? value, string source) => value switch
    {
        null => null,
        JsonValue text when text.TryGetValue(out string? hash) && IsValid(hash) => hash.ToLowerInvariant(),
        _ => throw new ModelProblemException($"{source}: 'sha256' is {value.ToJsonString()}; expected {Digits} hexadecimal digits."),
    };
}
