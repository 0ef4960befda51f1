using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Jobs;

/// <summary>
/// Reads the members of a JSON object one by one and collects every problem, instead of ending at the first.
/// Members that nobody asked for are problems too: a misspelt option must not be ignored in silence.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<JobProblem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public JsonFields(JsonElement element, string path, List<JobProblem> problems)
    {
        _object = element;
        _path = path;
        _problems = problems;
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new JobProblem(path.Length == 0 ? "$" : path, $"Expected a JSON object, got {Describe(element)}."));
        }
    }

    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    public void Problem(string name, string message) => _problems.Add(new JobProblem(PathOf(name), message));

    public JsonElement? Find(string name)
    {
        _known.Add(name);
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        Problem(name, $"Expected a text, got {Describe(value)}.");
        return null;
    }

    public string? RequiredText(string name, string hint)
    {
        if (Find(name) is null)
        {
            Problem(name, $"Missing. {hint}");
            return null;
        }

        return Text(name);
    }

    // No model has more bands or classes; a longer list is a mistake that would cost memory with every check.
    private const int MostTexts = 256;

    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > MostTexts)
        {
            Problem(name, $"{value.GetArrayLength()} entries are too many; the most is {MostTexts}.");
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.String && e.GetString()!.Length > 0))
        {
            return [.. value.EnumerateArray().Select(static e => e.GetString()!)];
        }

        Problem(name, $"Expected a list of texts, got {Describe(value)}.");
        return [];
    }

    /// <summary>Reads a number, or a list of them; empty when the member is not there.</summary>
    public IReadOnlyList<float> Numbers(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        JsonElement[] items = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostTexts ? [.. value.EnumerateArray()] : [value];
        if (items.Length > 0 && items.All(static item => item.ValueKind == JsonValueKind.Number && item.TryGetSingle(out float number) && float.IsFinite(number)))
        {
            return [.. items.Select(static item => item.GetSingle())];
        }

        Problem(name, $"Expected a number or a list of at most {MostTexts} numbers, got {Describe(value)}.");
        return [];
    }

    public int Integer(string name, int fallback, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }

        Problem(name, $"Expected a whole number from {least} to {most}, got {Describe(value)}.");
        return fallback;
    }

    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most)
        {
            return number;
        }

        Problem(name, string.Create(CultureInfo.InvariantCulture, $"Expected a number from {least} to {most}, got {Describe(value)}."));
        return null;
    }

    public bool Flag(string name, bool fallback)
    {
        if (Find(name) is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Problem(name, $"Expected true or false, got {Describe(value)}.");
        return fallback;
    }

    public DateOnly? Date(string name)
    {
        if (RequiredText(name, "Give a day as YYYY-MM-DD.") is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return date;
        }

        Problem(name, $"'{text}' is not a day. Write it as YYYY-MM-DD.");
        return null;
    }

    public Uri? Address(string name, string hint)
    {
        if (RequiredText(name, hint) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        Problem(name, $"'{text}' is not an http(s) address. {hint}");
        return null;
    }

    /// <summary>Reads a text as one of several named values.</summary>
    public T Choice<T>(string name, T fallback, IReadOnlyDictionary<string, T> choices)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (choices.TryGetValue(text, out T? value))
        {
            return value;
        }

        Problem(name, $"'{text}' is not known. Choose one of {string.Join(", ", choices.Keys)}.");
        return fallback;
    }

    /// <summary>Reports the members that no call asked for.</summary>
    public void RefuseUnknown()
    {
        if (_object.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty member in _object.EnumerateObject().Where(m => !_known.Contains(m.Name)))
        {
            Problem(member.Name, $"Unknown member. Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    private static string Describe(JsonElement value)
    {
        string raw = value.GetRawText();
        return raw.Length <= 60 ? raw : raw[..57] + "...";
    }
}
