using System.Text.Json;

namespace RasterFlow.StandIns.DurableTask;

internal sealed record DurableHubOptions
{
    public string TaskHub { get; init; } = "TestHubName";

    public JsonSerializerOptions? SerializerOptions { get; init; }

    public int MaxConcurrentActivities { get; init; } = 10;

    public int MaxConcurrentOrchestrators { get; init; } = 10;

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longer timers are made of several.</summary>
    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long a stop waits for activities that were told to end.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
