using Microsoft.Extensions.Configuration;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>The worker's settings. Names in the comments are those of the environment variables.</summary>
internal sealed record WorkerSettings
{
    /// <summary>RASTERFLOW_CONTAINER: the outputs container.</summary>
    public string Container { get; init; } = "rasterflow";

    /// <summary>RASTERFLOW_DEVICE: <c>tensorrt</c>, <c>cuda</c>, <c>cpu</c>, or null for CUDA where a GPU answers and the processor elsewhere.</summary>
    public string? Device { get; init; }

    /// <summary>RASTERFLOW_LEASE_SECONDS: how long a message stays invisible without a renewal; renewed at a third of it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>RASTERFLOW_MAX_ATTEMPTS: attempts that are begun on a message's block before it has failed for good.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>
    /// Times that a message is taken from the queue before its block has failed for good, however few attempts were begun: workers that are killed take
    /// down blocks that they had only read ahead, which is no fault of those, but somewhere it must end.
    /// </summary>
    public long MaxDeliveries => 10L * MaxAttempts;

    /// <summary>RASTERFLOW_RETRY_SECONDS: how long a failed message waits for its next attempt.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>RASTERFLOW_MAX_POLL_SECONDS: the longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>RASTERFLOW_SHUTDOWN_SECONDS: how long a block may go on after SIGTERM before its message is released.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>RASTERFLOW_MODEL_CACHE: the folder for downloaded models.</summary>
    public string ModelCacheFolder { get; init; } = Path.Combine(Path.GetTempPath(), "rasterflow-models");

    /// <summary>RASTERFLOW_MODEL_CACHE_MB: downloaded models kept, in all.</summary>
    public long ModelCacheBytes { get; init; } = 4096L << 20;

    /// <summary>RASTERFLOW_READERS: blocks read at a time, ahead of the device.</summary>
    public int Readers { get; init; } = 1;

    /// <summary>RASTERFLOW_OUTAGE_SECONDS: how long a storage that does not answer is tried, with all timeouts and pauses, before an attempt has failed.</summary>
    public TimeSpan OutagePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>RASTERFLOW_MODEL_SESSIONS: loaded models kept at a time.</summary>
    public int ModelSessions { get; init; } = 2;

    /// <summary>RASTERFLOW_WORKER_PORT: the port of GET /health; 0 opens none.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ArgumentException">A setting has an impossible value; the message names it.</exception>
    public static WorkerSettings From(IConfiguration configuration)
    {
        WorkerSettings defaults = new();
        string? device = Text(configuration, "RASTERFLOW_DEVICE")?.ToLowerInvariant();
        if (device is not null && !InferenceJob.Devices.Contains(device, StringComparer.Ordinal))
        {
            throw new ArgumentException($"RASTERFLOW_DEVICE must be one of {string.Join(", ", InferenceJob.Devices)}, is '{device}'.");
        }

        return new WorkerSettings
        {
            Container = Text(configuration, "RASTERFLOW_CONTAINER") ?? defaults.Container,
            Device = device,
            Lease = Seconds(configuration, "RASTERFLOW_LEASE_SECONDS", defaults.Lease, 1),
            MaxAttempts = Number(configuration, "RASTERFLOW_MAX_ATTEMPTS", defaults.MaxAttempts, 1),
            RetryDelay = Seconds(configuration, "RASTERFLOW_RETRY_SECONDS", defaults.RetryDelay, 0),
            MaxPollInterval = Seconds(configuration, "RASTERFLOW_MAX_POLL_SECONDS", defaults.MaxPollInterval, 1),
            ShutdownGrace = Seconds(configuration, "RASTERFLOW_SHUTDOWN_SECONDS", defaults.ShutdownGrace, 0),
            ModelCacheFolder = Text(configuration, "RASTERFLOW_MODEL_CACHE") ?? defaults.ModelCacheFolder,
            ModelCacheBytes = (long)Number(configuration, "RASTERFLOW_MODEL_CACHE_MB", (int)(defaults.ModelCacheBytes >> 20), 1) << 20,
            Readers = Number(configuration, "RASTERFLOW_READERS", defaults.Readers, 1),
            OutagePatience = Seconds(configuration, "RASTERFLOW_OUTAGE_SECONDS", defaults.OutagePatience, 0),
            ModelSessions = Number(configuration, "RASTERFLOW_MODEL_SESSIONS", defaults.ModelSessions, 1),
            Port = Number(configuration, "RASTERFLOW_WORKER_PORT", defaults.Port, 0),
        };
    }

    private static string? Text(IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } text ? text : null;

    private static TimeSpan Seconds(IConfiguration configuration, string name, TimeSpan other, int least) =>
        TimeSpan.FromSeconds(Number(configuration, name, (int)other.TotalSeconds, least));

    private static int Number(IConfiguration configuration, string name, int other, int least)
    {
        if (Text(configuration, name) is not { } text)
        {
            return other;
        }

        return int.TryParse(text, out int number) && number >= least
            ? number
            : throw new ArgumentException($"{name} must be a whole number of at least {least}, is '{text}'.");
    }
}
