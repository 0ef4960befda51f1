using System.Text.Json;
using RasterFlow.Models;

namespace RasterFlow.Jobs;

/// <summary>
/// Reads a job document as it is meant: with the recipe that it names, and with the model's name and card looked up. What the document states
/// comes first, then the recipe, then the card.
/// </summary>
/// <param name="models">Finds models and their cards.</param>
public sealed class JobDocumentResolver(ModelResolver models)
{
    private const string ModelPath = "predict.model_path";

    /// <summary>Reads as much of the document as can be read; see <see cref="JobDocumentReader.Read"/>.</summary>
    /// <param name="json">The document.</param>
    /// <param name="problems">Collects everything that is wrong.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<JobDocument> ReadAsync(JsonElement json, List<JobProblem> problems, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problems);
        json = JobDefaults.WithRecipe(json);
        if (JobDefaults.PredictText(json, "model_path") is not { } path)
        {
            return JobDocumentReader.Read(json, problems);
        }

        ModelReference? model = null;
        string? trouble = null;
        try
        {
            string? sha256 = JobDefaults.PredictText(json, "model_sha256");
            model = await models.ResolveAsync(path, sha256 is not null && ModelHash.IsValid(sha256) ? sha256 : null, cancellationToken);
            json = JobDefaults.WithModel(json, model);
        }
        catch (ModelProblemException e)
        {
            trouble = e.Message;
        }

        JobDocument document = JobDocumentReader.Read(json, problems);
        if (trouble is not null)
        {
            // Better words than "is not an address".
            problems.RemoveAll(static p => p.Field == ModelPath);
            problems.Add(new JobProblem(ModelPath, trouble));
        }

        if (model?.Card is { } card && document.Predict is { } predict && predict.PatchSize % card.SideMultiple != 0)
        {
            problems.Add(new JobProblem(
                "predict.patch_size", $"{predict.PatchSize} is no multiple of {card.SideMultiple}, which the network needs. {card.Source} says so."));
        }

        return document.Predict is null ? document : document with { Predict = document.Predict with { Model = model } };
    }
}
