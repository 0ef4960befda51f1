using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Client;

/// <summary>Copies a job's outputs from the storage account into a folder.</summary>
public static class OutputDownloader
{
    private const int ConcurrentFiles = 8;

    /// <summary>Downloads every output but tables, which hold the rows of other jobs, too; returns the files written.</summary>
    public static async Task<int> DownloadAsync(IObjectStore store, JobResult result, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(result);
        List<(string Key, string Path)> files = [];
        foreach (JobOutput output in result.Outputs.Where(static output => output.Kind != JobOutput.TableKind))
        {
            if (!output.IsFolder)
            {
                files.Add((output.Key, output.Name));
                continue;
            }

            await foreach (ObjectEntry entry in store.ListAsync(output.Key + "/", cancellationToken))
            {
                files.Add((entry.Key, output.Name + entry.Key[output.Key.Length..]));
            }
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = ConcurrentFiles, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, options, async (file, token) =>
        {
            string path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using Stream content = await store.OpenReadAsync(file.Key, token) ?? throw new FileNotFoundException($"The output '{file.Key}' is no longer in storage.");
            await using FileStream target = File.Create(path);
            await content.CopyToAsync(target, token);
        });
        return files.Count;
    }
}
