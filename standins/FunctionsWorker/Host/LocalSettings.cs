using System.Text.Json;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The <c>Values</c> of local.settings.json, which Core Tools gives to the app as environment variables.</summary>
internal static class LocalSettings
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Sets every value that the environment does not have yet: the environment wins.</summary>
    public static void ApplyToEnvironment(string directory)
    {
        foreach ((string name, string value) in Read(directory))
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }

    public static IReadOnlyDictionary<string, string> Read(string directory)
    {
        Dictionary<string, string> values = [];
        string path = Path.Combine(directory, "local.settings.json");
        if (!File.Exists(path))
        {
            return values;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
        if (document.RootElement.TryGetProperty("Values", out JsonElement section))
        {
            foreach (JsonProperty value in section.EnumerateObject())
            {
                values[value.Name] = value.Value.ToString();
            }
        }

        return values;
    }
}
