namespace RasterFlow.Client.Local;

/// <summary>The whole service on this machine: storage emulator, functions app and one inference worker, as real processes.</summary>
public sealed class LocalStack : IAsyncDisposable
{
    private readonly LocalStackOptions _options;
    private readonly AzuriteProcess _azurite;
    private readonly int _functionsPort;
    private HostProcess? _functions;
    private HostProcess? _worker;

    private LocalStack(LocalStackOptions options, AzuriteProcess azurite)
    {
        _options = options;
        _azurite = azurite;
        _functionsPort = options.FunctionsPort == 0 ? AzuriteProcess.FreePort() : options.FunctionsPort;
    }

    /// <summary>Address of the functions app.</summary>
    public Uri Service => new($"http://127.0.0.1:{_functionsPort}");

    /// <summary>Connection string of the storage emulator.</summary>
    public string Storage => _azurite.ConnectionString;

    /// <summary>Where clients find this stack.</summary>
    public ClientSettings ClientSettings => new(Service, null, Storage, "rasterflow");

    /// <summary>Starts all three and waits until they are ready.</summary>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DataFolder is not null)
        {
            Directory.CreateDirectory(options.DataFolder);
        }

        LocalStack stack = new(options, await AzuriteProcess.StartAsync(options.RepositoryRoot, options.DataFolder, options.BlobPort, options.QueuePort, cancellationToken));
        try
        {
            await Task.WhenAll(stack.StartFunctionsAsync(cancellationToken), stack.StartWorkerAsync(cancellationToken));
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the functions app (again).</summary>
    public async Task StartFunctionsAsync(CancellationToken cancellationToken = default) =>
        _functions = await ReplaceAsync(_functions, "functions", "RasterFlow.Functions", "listening on http://", cancellationToken);

    /// <summary>Starts the inference worker (again).</summary>
    public async Task StartWorkerAsync(CancellationToken cancellationToken = default) =>
        _worker = await ReplaceAsync(_worker, "gpu-container", "RasterFlow.GpuContainer", "Inference worker ready", cancellationToken);

    /// <summary>Ends the functions app as <c>kill -9</c> does.</summary>
    public Task KillFunctionsAsync() => _functions!.KillAsync();

    /// <summary>Ends the inference worker as <c>kill -9</c> does.</summary>
    public Task KillWorkerAsync() => _worker!.KillAsync();

    /// <summary>Waits until one of the processes ends by itself.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (_functions is not { HasExited: true } && _worker is not { HasExited: true })
        {
            await Task.Delay(500, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        HostProcess?[] hosts = [_worker, _functions];
        await Task.WhenAll(hosts.Where(static h => h is not null).Select(static h => h!.DisposeAsync().AsTask()));
        await _azurite.DisposeAsync();
    }

    private async Task<HostProcess> ReplaceAsync(HostProcess? old, string folder, string name, string readyText, CancellationToken cancellationToken)
    {
        if (old is not null)
        {
            await old.DisposeAsync();
        }

        string assembly = Path.Combine(_options.RepositoryRoot, folder, "bin", BuildOutput.Configuration, "net10.0", name + ".dll");
        string log = Path.Combine(_options.LogFolder, folder + ".log");
        return await HostProcess.StartAsync(assembly, Settings(), log, readyText, _options.Echo ? folder : null, cancellationToken);
    }

    private Dictionary<string, string> Settings()
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = Storage,
            ["FUNCTIONS_PORT"] = $"{_functionsPort}",
            ["RASTERFLOW_TASK_HUB"] = "RasterFlow",
            ["RASTERFLOW_SEASONAL_TIMER"] = "0 0 6 * * *",
            ["RASTERFLOW_WORKER_PORT"] = "0",
        };
        foreach ((string name, string value) in _options.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }
}
