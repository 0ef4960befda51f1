using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The settings of this host alone: what Azure decides by itself and a local run may want otherwise.</summary>
internal sealed class HostSettings(IConfiguration configuration, bool enableAuthArgument)
{
    /// <summary>Asks for keys, like <c>--enableAuth</c>.</summary>
    public bool EnableAuth { get; } = enableAuthArgument || string.Equals(configuration["RASTERFLOW_ENABLE_AUTH"], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>How long a queue message stays invisible without a renewal. Azure: 10 minutes, which a killed local host would make its successor wait.</summary>
    public TimeSpan QueueLease { get; } = Seconds(configuration, "RASTERFLOW_QUEUE_LEASE_SECONDS", 30);

    /// <summary>The wait between two scans of a container.</summary>
    public TimeSpan BlobPollInterval { get; } = Seconds(configuration, "RASTERFLOW_BLOB_POLL_SECONDS", 1);

    /// <summary>How long running functions may go on after a stop was asked for.</summary>
    public TimeSpan ShutdownGrace { get; } = Seconds(configuration, "RASTERFLOW_SHUTDOWN_SECONDS", 10);

    private static TimeSpan Seconds(IConfiguration configuration, string name, double otherwise)
        => TimeSpan.FromSeconds(configuration[name] is { Length: > 0 } value ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise);
}
