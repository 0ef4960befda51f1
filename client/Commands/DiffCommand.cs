using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Vectors;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow diff A B</c>: what became of the fields of one result in another.</summary>
internal static class DiffCommand
{
    private static readonly JsonSerializerOptions Indented = new(JobJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        Argument<string> before = new("before") { Description = "The earlier result: a job's id, or the address of its vectors." };
        Argument<string> after = new("after") { Description = "The later result." };
        Option<string[]> labels = new("--label") { Description = "A label to compare; may be repeated (default: those of both results)." };
        Option<double?> threshold = new("--threshold") { Description = "Fields belong together when their overlap covers this share of one of them (default: 0.5)." };
        Option<double?> unchanged = new("--unchanged-iou") { Description = "A pair is unchanged from this share of overlap in what both cover on (default: 0.8)." };
        Option<string?> beforeTime = new("--before-time") { Description = "Time step of the earlier result, YYYY-MM-DD, where it has several." };
        Option<string?> afterTime = new("--after-time") { Description = "Time step of the later result." };
        Option<DirectoryInfo?> to = new("--out") { Description = "A folder to download the rows to, as GeoParquet parts." };
        Option<bool> json = CommonOptions.Json();
        Option<string?> url = CommonOptions.Url();
        Option<string?> storage = CommonOptions.Storage();
        Command command = new("diff", "Compare the fields of two results.") { before, after, labels, threshold, unchanged, beforeTime, afterTime, to, json, url, storage };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(() =>
        {
            JsonObject request = new() { ["before"] = arguments.GetValue(before), ["after"] = arguments.GetValue(after) };
            Set(request, "threshold", arguments.GetValue(threshold));
            Set(request, "unchanged_iou", arguments.GetValue(unchanged));
            Set(request, "before_time", arguments.GetValue(beforeTime));
            Set(request, "after_time", arguments.GetValue(afterTime));
            if (arguments.GetValue(labels) is { Length: > 0 } chosen)
            {
                request["features"] = new JsonArray([.. chosen.Select(label => JsonValue.Create(label))]);
            }

            ClientSettings settings = ClientSettings.From(arguments.GetValue(url), arguments.GetValue(storage));
            return RunAsync(request, settings, arguments.GetValue(to), arguments.GetValue(json), cancellationToken);
        }));
        return command;
    }

    private static void Set<T>(JsonObject request, string name, T? value)
    {
        if (value is not null)
        {
            request[name] = JsonValue.Create(value);
        }
    }

    private static async Task<int> RunAsync(JsonObject request, ClientSettings settings, DirectoryInfo? folder, bool json, CancellationToken cancellationToken)
    {
        using RasterFlowClient client = settings.OpenClient();
        string id = await client.StartDiffAsync(JsonSerializer.SerializeToElement(request), cancellationToken);
        await Console.Error.WriteLineAsync($"Comparison {id} started.");
        DiffStatus diff = await client.WaitForDiffAsync(id, cancellationToken);
        if (diff.Result is not { } result)
        {
            await Console.Error.WriteLineAsync($"{diff.Id} {diff.State} {diff.Error}".TrimEnd());
            return 1;
        }

        if (folder is not null)
        {
            await DownloadAsync(settings.OpenStore(), result.Parts, folder, cancellationToken);
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(diff, Indented));
            return 0;
        }

        Console.WriteLine($"{result.Before} fields before, {result.After} after: {diff.Url}");
        foreach ((string kind, long count) in result.Changes)
        {
            Console.WriteLine($"  {kind,-10} {count,9}");
        }

        return 0;
    }

    private static async Task DownloadAsync(IObjectStore store, IReadOnlyList<VectorPart> parts, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        folder.Create();
        foreach (VectorPart part in parts)
        {
            string path = Path.Combine(folder.FullName, Path.GetFileName(part.Key));
            await using Stream content = await store.OpenReadAsync(part.Key, cancellationToken) ?? throw new FileNotFoundException($"The part '{part.Key}' is no longer in storage.");
            await using FileStream target = File.Create(path);
            await content.CopyToAsync(target, cancellationToken);
        }

        await Console.Error.WriteLineAsync($"{parts.Count} files written to {folder.FullName}.");
    }
}
