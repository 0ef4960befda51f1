namespace RasterFlow.Storage;

/// <summary>How patient HTTP reads are.</summary>
/// <param name="Retries">Tries after the first one.</param>
/// <param name="FirstDelay">Wait before the first retry; doubles with each further one, with jitter.</param>
/// <param name="LongestDelay">No wait is longer, whatever Retry-After says.</param>
/// <param name="TryTimeout">Time for one try, its body included.</param>
public sealed record HttpReadOptions(int Retries, TimeSpan FirstDelay, TimeSpan LongestDelay, TimeSpan TryTimeout)
{
    /// <summary>4 retries from 500 ms, at most 60 s apart, 60 s a try.</summary>
    public static HttpReadOptions Default { get; } = new(4, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
}
