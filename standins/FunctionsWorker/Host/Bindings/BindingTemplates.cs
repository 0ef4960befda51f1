using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary><c>%SETTING%</c>, resolved once at start, and <c>{expression}</c>, resolved for each invocation.</summary>
internal sealed partial class BindingTemplates(IConfiguration settings)
{
    /// <summary>A setting by its environment name: <c>a__b</c> is configuration <c>a:b</c>.</summary>
    public string? Setting(string name) => settings[name] ?? settings[name.Replace("__", ":", StringComparison.Ordinal)];

    public string ResolveSettings(string template) => SettingPattern().Replace(template, match => Setting(match.Groups[1].Value)
        ?? throw new InvalidOperationException($"'{match.Value}' does not resolve to a value: there is no app setting of this name."));

    public static string Resolve(string template, IReadOnlyDictionary<string, object?> data)
    {
        StringBuilder text = new();
        int at = 0;
        while (at < template.Length)
        {
            char c = template[at];
            if (c is '{' or '}' && at + 1 < template.Length && template[at + 1] == c)
            {
                text.Append(c);
                at += 2;
            }
            else if (c is '{')
            {
                int end = template.IndexOf('}', at);
                if (end < 0)
                {
                    throw new FormatException($"'{template}' has an opening brace without a closing one.");
                }

                text.Append(Value(template[(at + 1)..end], data));
                at = end + 1;
            }
            else
            {
                text.Append(c);
                at++;
            }
        }

        return text.ToString();
    }

    /// <summary>Gives the top-level properties of a JSON object to expressions and parameters. Text that is no JSON object gives nothing.</summary>
    public static void AddJsonProperties(string? payload, IDictionary<string, object?> data)
    {
        if (payload is null || !payload.AsSpan().TrimStart().StartsWith("{"))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                data.TryAdd(property.Name, Unwrap(property.Value.Clone()));
            }
        }
        catch (JsonException)
        {
            // A body that only looks like JSON binds as text; that is no error of the trigger.
        }
    }

    private static string Value(string expression, IReadOnlyDictionary<string, object?> data)
    {
        string[] parts = expression.Split(':', 2);
        string name = parts[0];
        string? format = parts.Length > 1 ? parts[1] : null;
        if (name.Equals("rand-guid", StringComparison.OrdinalIgnoreCase))
        {
            return Guid.NewGuid().ToString(format ?? "D");
        }

        if (name.Equals("DateTime", StringComparison.OrdinalIgnoreCase) && !data.ContainsKey(name))
        {
            return DateTime.UtcNow.ToString(format ?? "yyyy-MM-ddTHH-mm-ssK", CultureInfo.InvariantCulture);
        }

        string[] path = name.Split('.');
        object? value = data.TryGetValue(path[0], out object? found)
            ? found
            : throw new InvalidOperationException($"No value for named parameter '{path[0]}'.");
        foreach (string step in path.Skip(1))
        {
            value = value switch
            {
                JsonElement { ValueKind: JsonValueKind.Object } json when Property(json, step) is { } property => Unwrap(property),
                IReadOnlyDictionary<string, string> map when map.TryGetValue(step, out string? text) => text,
                _ => throw new InvalidOperationException($"No value for named parameter '{name}'."),
            };
        }

        return value switch
        {
            null => string.Empty,
            IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? string.Empty,
        };
    }

    private static JsonElement? Property(JsonElement json, string name)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static object? Unwrap(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value,
    };

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingPattern();
}
