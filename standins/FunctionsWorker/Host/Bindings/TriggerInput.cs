namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>What a trigger hands to an invocation: the payload, convertible to the parameter's type, and the trigger data.</summary>
internal abstract class TriggerInput
{
    /// <summary>Values for parameters and <c>{expressions}</c>, by name regardless of case.</summary>
    public Dictionary<string, object?> Data { get; } = new(StringComparer.OrdinalIgnoreCase);

    public int RetryCount { get; init; }

    public int MaxRetryCount { get; init; }

    /// <summary>The payload as the trigger parameter wants it.</summary>
    public abstract ValueTask<object?> ConvertAsync(Type type, LocalFunctionContext context);
}
