using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A listener for each timer function.</summary>
internal sealed class TimerTriggers(FunctionIndex functions, StorageConnections storage, BindingTemplates templates, IConfiguration configuration, FunctionInvoker invoker, ILoggerFactory loggers)
{
    public async Task<IReadOnlyList<IListener>> CreateAsync(CancellationToken cancellationToken)
    {
        List<IListener> listeners = [];
        foreach ((FunctionDescriptor function, TimerTriggerAttribute trigger) in functions.TriggeredBy<TimerTriggerAttribute>())
        {
            TimerSchedule schedule = TimerSchedule.Parse(templates.ResolveSettings(trigger.Schedule));
            TimerMonitor? monitor = null;
            if (trigger.UseMonitor && !schedule.IsFrequent(DateTime.UtcNow))
            {
                BlobContainerClient container = storage.Blobs(null).GetBlobContainerClient("azure-webjobs-hosts");
                await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                monitor = new TimerMonitor(container, HostIdentity.Of(configuration), function.Name);
            }

            listeners.Add(new TimerListener(
                schedule,
                trigger,
                function.Method.GetCustomAttribute<RetryAttribute>(),
                monitor,
                (input, cancellation) => invoker.InvokeAsync(function, input, cancellation),
                loggers.CreateLogger($"Timer.{function.Name}")));
        }

        return listeners;
    }
}
