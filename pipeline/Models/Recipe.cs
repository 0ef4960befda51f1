using System.Text.Json.Nodes;

namespace RasterFlow.Models;

/// <summary>What a job for a well-known kind of model needs, apart from the model itself, the area and the dates.</summary>
/// <param name="Name">The name that jobs state.</param>
/// <param name="Summary">What it finds, in a sentence.</param>
/// <param name="Defaults">
/// Members of a job document (docs/JOBS.md): <c>datasets</c>, <c>predict</c> and so on. What a job states itself is kept; <c>vectorize</c>
/// counts only in a job that vectorizes.
/// </param>
public sealed record Recipe(string Name, string Summary, JsonObject Defaults);
