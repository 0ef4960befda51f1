using System.Text.Json.Nodes;

namespace RasterFlow.Models;

/// <summary>The recipes: data, in recipes.json beside this file.</summary>
public static class RecipeCatalog
{
    private const string Resource = "models/recipes.json";

    /// <summary>All recipes, in the order of the file.</summary>
    public static IReadOnlyList<Recipe> All { get; } = Read();

    /// <summary>Finds a recipe by its name, in any case; null when there is none.</summary>
    public static Recipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<Recipe> Read()
    {
        using Stream file = typeof(RecipeCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly was built without {Resource}.");
        List<Recipe> recipes = [];
        foreach ((string name, JsonNode? value) in JsonNode.Parse(file)!.AsObject())
        {
            JsonObject defaults = value!.DeepClone().AsObject();
            string summary = defaults["summary"]!.GetValue<string>();
            defaults.Remove("summary");
            recipes.Add(new Recipe(name, summary, defaults));
        }

        return recipes;
    }
}
