using Microsoft.Extensions.Hosting;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The two moments of a stop: no new work, and, some seconds later, no more patience with what still runs.</summary>
internal sealed class Shutdown : IDisposable
{
    private readonly CancellationTokenSource _graceEnded = new();
    private readonly CancellationTokenRegistration _registration;

    public Shutdown(IHostApplicationLifetime lifetime, HostSettings settings)
    {
        Stopping = lifetime.ApplicationStopping;

        // Functions see their token two seconds before the process gives them up, to leave things in order.
        TimeSpan patience = settings.ShutdownGrace > TimeSpan.FromSeconds(4) ? settings.ShutdownGrace - TimeSpan.FromSeconds(2) : settings.ShutdownGrace / 2;
        _registration = Stopping.Register(() => _graceEnded.CancelAfter(patience));
    }

    /// <summary>Signalled when the host was asked to stop: take no new work.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Signalled when running functions should stop too; the token they are given.</summary>
    public CancellationToken GraceEnded => _graceEnded.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _graceEnded.Dispose();
    }
}
