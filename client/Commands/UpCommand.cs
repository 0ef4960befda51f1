using System.CommandLine;
using RasterFlow.Client.Local;

namespace RasterFlow.Client.Commands;

/// <summary><c>rasterflow up</c>: storage emulator, functions app and inference worker in the foreground.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        Option<int> port = new("--port") { Description = "Port of the functions app.", DefaultValueFactory = static _ => LocalStackOptions.DefaultFunctionsPort };
        Option<int> blobPort = new("--blob-port") { Description = "Port of the storage emulator's blobs.", DefaultValueFactory = static _ => LocalStackOptions.DefaultBlobPort };
        Option<int> queuePort = new("--queue-port") { Description = "Port of the storage emulator's queues.", DefaultValueFactory = static _ => LocalStackOptions.DefaultQueuePort };
        Option<DirectoryInfo?> data = new("--data") { Description = "Where the storage emulator keeps its data (default: .rasterflow/storage)." };
        foreach (Option<int> option in (Option<int>[])[port, blobPort, queuePort])
        {
            option.Within(0, ushort.MaxValue);
        }

        Command command = new("up", "Run the whole service on this machine until Ctrl+C.") { port, blobPort, queuePort, data };
        command.SetAction((arguments, cancellationToken) => CommonOptions.GuardAsync(() => RunAsync(
            new LocalStackOptions
            {
                RepositoryRoot = BuildOutput.RepositoryRoot,
                DataFolder = arguments.GetValue(data)?.FullName ?? Path.Combine(BuildOutput.RepositoryRoot, ".rasterflow", "storage"),
                LogFolder = Path.Combine(BuildOutput.RepositoryRoot, ".rasterflow", "logs"),
                FunctionsPort = arguments.GetValue(port),
                BlobPort = arguments.GetValue(blobPort),
                QueuePort = arguments.GetValue(queuePort),
                Echo = true,
            },
            cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(LocalStackOptions options, CancellationToken cancellationToken)
    {
        await using LocalStack stack = await LocalStack.StartAsync(options, cancellationToken);
        await Console.Error.WriteLineAsync($"RasterFlow is up: {stack.Service} (Ctrl+C ends it).");
        if (stack.ClientSettings != ClientSettings.Local)
        {
            // The other commands look on the usual ports; the emulator's key is a public one.
            await Console.Error.WriteLineAsync($"In other shells:\n  export RASTERFLOW_URL='{stack.Service.AbsoluteUri}'\n  export RASTERFLOW_STORAGE='{stack.Storage}'");
        }

        try
        {
            await stack.WatchAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync($"A process ended by itself; its log is in {options.LogFolder}.");
        return 1;
    }
}
