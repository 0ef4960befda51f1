using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Client.Progress;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow run JOB.json</c>: stages local files, starts the job, and waits for it if asked to.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("job") { Description = "The job document (docs/JOBS.md). Paths in it are relative to it." };
        Option<bool> wait = new("--wait") { Description = "Wait until the job has ended; exit code 0 only for success." };
        Option<string?> recipe = new("--recipe") { Description = "Fill in what the document leaves out (see: rasterflow recipes)." };
        Option<string?> model = new("--model") { Description = "The ONNX model: a file, an address, or a name in the registry." };
        Option<bool> json = CommonOptions.Json();
        Option<string?> url = CommonOptions.Url();
        Option<string?> storage = CommonOptions.Storage();
        Command command = new("run", "Start a job document.") { file, wait, recipe, model, json, url, storage };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(() => RunAsync(
            arguments.GetValue(file)!,
            new Overrides(arguments.GetValue(recipe), arguments.GetValue(model)),
            arguments.GetValue(wait),
            arguments.GetValue(json),
            ClientSettings.From(arguments.GetValue(url), arguments.GetValue(storage)),
            cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, Overrides overrides, bool wait, bool json, ClientSettings settings, CancellationToken cancellationToken)
    {
        JsonElement staged = await JobStager.StageDocumentAsync(settings, file, overrides.Apply, cancellationToken);
        using RasterFlowClient client = settings.OpenClient();
        string id = await client.StartAsync(staged, cancellationToken);
        await Console.Error.WriteLineAsync($"Job {id} started.");
        if (!wait)
        {
            Console.WriteLine(json ? JsonSerializer.Serialize(new { id }) : id);
            return 0;
        }

        JobStatus job = await JobProgressView.WaitAsync(client, id, cancellationToken);
        return ResultPrinter.Print(job, settings, json);
    }

    /// <summary>What the command line says instead of the document. A model's path is relative to where the command runs.</summary>
    private sealed record Overrides(string? Recipe, string? Model)
    {
        public JsonElement Apply(byte[] content)
        {
            JsonNode? document = JsonNode.Parse(content);
            if (document is JsonObject job)
            {
                if (Recipe is not null)
                {
                    job["recipe"] = Recipe;
                }

                if (Model is not null)
                {
                    JsonObject predict = job["predict"] as JsonObject ?? [];
                    predict["model_path"] = File.Exists(Model) ? Path.GetFullPath(Model) : Model;
                    job["predict"] = predict;
                }
            }

            return JsonSerializer.SerializeToElement(document);
        }
    }
}
