using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Models;

namespace RasterFlow.Jobs;

/// <summary>Fills in what a job document leaves out. What the document states is kept; then the recipe counts, then the model's card.</summary>
internal static class JobDefaults
{
    private const string Predict = "predict";
    private const string Vectorize = "vectorize";

    /// <summary>The document with the members of the recipe that it names; the same when it names none that is known.</summary>
    public static JsonElement WithRecipe(JsonElement job)
    {
        Recipe? recipe = NameOf(job) is { } name ? RecipeCatalog.Find(name) : null;
        if (recipe is null || AsObject(job) is not { } document)
        {
            return job;
        }

        foreach ((string member, JsonNode? value) in recipe.Defaults)
        {
            // A recipe says how its labels are vectorized, not that they are.
            if (member != Vectorize)
            {
                Fill(document, member, value!);
            }
            else if (document[Vectorize] is JsonObject vectorize)
            {
                // A rule of the document's own goes without the recipe's threshold.
                JsonObject preset = value!.DeepClone().AsObject();
                if (vectorize["rule"] is not null)
                {
                    preset.Remove("threshold");
                }

                Fill(document, member, preset);
            }
        }

        return JsonSerializer.SerializeToElement(document);
    }

    /// <summary>The document with the members of the model's card.</summary>
    public static JsonElement WithModel(JsonElement job, ModelReference model)
    {
        if (AsObject(job) is not { } document || document[Predict] is not JsonObject predict)
        {
            return job;
        }

        predict["model_path"] = model.Address.AbsoluteUri;
        if (model.Card is { } card)
        {
            Fill(document, Predict, card.Predict);
            if (card.Datasets is { } datasets)
            {
                Fill(document, "datasets", datasets);
            }
        }

        return JsonSerializer.SerializeToElement(document);
    }

    /// <summary>A text member of <c>predict</c>; null when it is not there or no text.</summary>
    public static string? PredictText(JsonElement job, string member) =>
        job.ValueKind == JsonValueKind.Object && job.TryGetProperty(Predict, out JsonElement predict) ? TextOf(predict, member) : null;

    private static string? NameOf(JsonElement job) => TextOf(job, "recipe");

    private static string? TextOf(JsonElement holder, string member) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>Sets a member that is missing; an object is filled member by member.</summary>
    private static void Fill(JsonObject target, string member, JsonNode value)
    {
        if (target[member] is null)
        {
            target[member] = value.DeepClone();
        }
        else if (value is JsonObject from && target[member] is JsonObject into)
        {
            foreach ((string inner, JsonNode? preset) in from)
            {
                if (into[inner] is null)
                {
                    into[inner] = preset?.DeepClone();
                }
            }
        }
    }

    /// <summary>The document to write to; null for what is no object, or states a member twice.</summary>
    private static JsonObject? AsObject(JsonElement job)
    {
        try
        {
            JsonObject? document = JsonNode.Parse(job.GetRawText()) as JsonObject;
            _ = document?.Count;
            _ = (document?[Predict] as JsonObject)?.Count;
            _ = (document?[Vectorize] as JsonObject)?.Count;
            return document;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
