namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Where this host listens, known once it does.</summary>
internal sealed class HostAddress
{
    public string? Url { get; set; }
}
