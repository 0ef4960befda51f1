using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Starts the durable engine, then the triggers; HTTP follows as the last hosted service. Stops in the other order.</summary>
internal sealed class TriggerService(
    FunctionIndex functions,
    HostKeys keys,
    DurableRuntime durable,
    QueueTriggers queues,
    BlobTriggers blobs,
    TimerTriggers timers,
    Shutdown shutdown,
    ILogger<TriggerService> logger) : IHostedService
{
    private readonly List<IListener> _listeners = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (FunctionDescriptor function in functions.All.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase))
        {
            logger.LogInformation("{Function}: {Trigger}", function.Name, LocalFunctionDefinition.TypeOf(function.Trigger));
        }

        await keys.LoadAsync(cancellationToken);
        await durable.StartAsync(cancellationToken);
        _listeners.AddRange(queues.Create());
        _listeners.AddRange(await blobs.CreateAsync(cancellationToken));
        _listeners.AddRange(await timers.CreateAsync(cancellationToken));
        foreach (IListener listener in _listeners)
        {
            await listener.StartAsync(shutdown.Stopping, shutdown.GraceEnded);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_listeners.Select(l => l.StopAsync())).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What still runs is given up; its messages come again.
            logger.LogWarning("Functions were still running when the host had to stop");
        }

        await durable.StopAsync(cancellationToken);
    }
}
