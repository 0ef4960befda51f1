using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Models;
using Spectre.Console;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow recipes</c>: the recipes that a job document may name, and what each fills in.</summary>
internal static class RecipesCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        Argument<string?> name = new("name") { Description = "Print what this recipe fills in, as JSON.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = CommonOptions.Json();
        Command command = new("recipes", "List the recipes for well-known kinds of models.") { name, json };
        command.SetAction((arguments, _) => CommonOptions.GuardAsync(() => Task.FromResult(Print(arguments.GetValue(name), arguments.GetValue(json)))));
        return command;
    }

    private static int Print(string? name, bool json)
    {
        if (name is not null)
        {
            Recipe recipe = RecipeCatalog.Find(name)
                ?? throw new FormatException($"There is no recipe '{name}'. Recipes: {string.Join(", ", RecipeCatalog.All.Select(static r => r.Name))}.");
            Console.WriteLine(recipe.Defaults.ToJsonString(Indented));
            return 0;
        }

        if (json)
        {
            JsonObject all = [];
            foreach (Recipe recipe in RecipeCatalog.All)
            {
                all[recipe.Name] = recipe.Defaults.DeepClone();
            }

            Console.WriteLine(all.ToJsonString(Indented));
            return 0;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("recipe", "datasets", "what it finds");
        foreach (Recipe recipe in RecipeCatalog.All)
        {
            string datasets = string.Join(", ", recipe.Defaults["datasets"]!.AsArray().Select(static d => d!.GetValue<string>()));
            table.AddRow(Markup.Escape(recipe.Name), Markup.Escape(datasets), Markup.Escape(recipe.Summary));
        }

        AnsiConsole.Write(table);
        Console.WriteLine("Use: {\"recipe\": \"FTW\", \"predict\": {\"model_path\": \"model.onnx\"}, ...}, or rasterflow run JOB.json --recipe FTW --model model.onnx");
        return 0;
    }
}
