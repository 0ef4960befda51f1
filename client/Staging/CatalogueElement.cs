using System.Text.Json;

namespace RasterFlow.Client.Staging;

/// <summary>A part of a catalogue's document that knows where it is: what is not as STAC has it is told with file and field.</summary>
/// <param name="File">The document's path.</param>
/// <param name="Field">The part's place in it.</param>
/// <param name="Json">The part.</param>
internal readonly record struct CatalogueElement(string File, string Field, JsonElement Json)
{
    /// <summary>A text; null when there is none.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public string? Text(string name)
    {
        if (Member(name) is not { } member)
        {
            return null;
        }

        return member.Json.ValueKind is JsonValueKind.String ? member.Json.GetString() : throw member.Unlike("a text");
    }

    /// <summary>The items of an array; none when there is no such array.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public IReadOnlyList<CatalogueElement> Items(string name)
    {
        if (Member(name) is not { } member)
        {
            return [];
        }

        return member.Json.ValueKind is JsonValueKind.Array
            ? [.. member.Json.EnumerateArray().Select((item, at) => member with { Field = $"{member.Field}[{at}]", Json = item })]
            : throw member.Unlike("an array");
    }

    /// <summary>The members of an object; none when there is no such object.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public IReadOnlyList<CatalogueElement> Members(string name)
    {
        if (Member(name) is not { } member)
        {
            return [];
        }

        return member.Json.ValueKind is JsonValueKind.Object
            ? [.. member.Json.EnumerateObject().Select(item => member with { Field = $"{member.Field}.{item.Name}", Json = item.Value })]
            : throw member.Unlike("an object");
    }

    private CatalogueElement? Member(string name)
    {
        if (Json.ValueKind is not JsonValueKind.Object)
        {
            throw Unlike("an object");
        }

        return Json.TryGetProperty(name, out JsonElement member) && member.ValueKind is not JsonValueKind.Null
            ? this with { Field = Field == "the document" ? name : $"{Field}.{name}", Json = member }
            : null;
    }

    private FormatException Unlike(string expected) =>
        new($"The catalogue {File} is not STAC: {Field} is {(Json.GetRawText() is { Length: <= 40 } text ? text : Json.ValueKind)}, but must be {expected}.");
}
