using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RasterFlow.Client.Local;

/// <summary>The storage emulator as a child process: blobs and queues on loopback.</summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    // The emulator's published account and key, the same on every machine: not a secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process _process;

    private AzuriteProcess(Process process, int blobPort, int queuePort)
    {
        _process = process;
        BlobPort = blobPort;
        QueuePort = queuePort;
    }

    /// <summary>Port of the blob service.</summary>
    public int BlobPort { get; }

    /// <summary>Port of the queue service.</summary>
    public int QueuePort { get; }

    /// <summary>What <c>AzureWebJobsStorage</c> is to be set to.</summary>
    public string ConnectionString => ConnectionStringFor(BlobPort, QueuePort);

    /// <summary>The emulator's connection string for the given ports.</summary>
    public static string ConnectionStringFor(int blobPort, int queuePort) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint=http://127.0.0.1:{blobPort}/{Account};QueueEndpoint=http://127.0.0.1:{queuePort}/{Account};";

    /// <summary>Starts the emulator that <c>npm ci</c> installed and waits until it answers.</summary>
    /// <param name="repositoryRoot">The folder with node_modules.</param>
    /// <param name="dataFolder">Where it keeps its data; null keeps everything in memory.</param>
    /// <param name="blobPort">Port for blobs; 0 takes a free one.</param>
    /// <param name="queuePort">Port for queues; 0 takes a free one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<AzuriteProcess> StartAsync(
        string repositoryRoot, string? dataFolder = null, int blobPort = 0, int queuePort = 0, CancellationToken cancellationToken = default)
    {
        string script = Path.Combine(repositoryRoot, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new FileNotFoundException($"The storage emulator is not installed: {script} is missing. Run ./rasterflow setup.");
        }

        blobPort = blobPort == 0 ? FreePort() : blobPort;
        queuePort = queuePort == 0 ? FreePort() : queuePort;
        List<string> arguments = [script, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", $"{blobPort}",
            "--queueHost", "127.0.0.1", "--queuePort", $"{queuePort}",
            "--tableHost", "127.0.0.1", "--tablePort", $"{FreePort()}"];
        arguments.AddRange(dataFolder is null ? ["--inMemoryPersistence"] : ["--location", dataFolder]);
        ProcessStartInfo start = new("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The storage emulator did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AzuriteProcess azurite = new(process, blobPort, queuePort);
        try
        {
            await WaitForPortAsync(process, blobPort, cancellationToken);
            await WaitForPortAsync(process, queuePort, cancellationToken);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }

        return azurite;
    }

    /// <summary>A TCP port that nothing listens on at the moment.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // SIGTERM first: it writes its index to disk when it is asked to end.
            using Process? ask = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    private static async Task WaitForPortAsync(Process process, int port, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The storage emulator ended at once with exit code {process.ExitCode}; is port {port} taken?");
            }

            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, timeout.Token);
            }
        }
    }
}
