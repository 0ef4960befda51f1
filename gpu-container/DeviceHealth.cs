using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RasterFlow.GpuContainer;

/// <summary>
/// Stops the worker when its device fails again and again: a CUDA context that is broken never heals within its process, so the platform is to start a
/// fresh one. Safe for concurrent use.
/// </summary>
internal sealed class DeviceHealth(IHostApplicationLifetime lifetime, ILogger<DeviceHealth> log)
{
    /// <summary>Failures of the device in a row that stop the worker.</summary>
    public const int MostFaults = 3;

    /// <summary>The exit code of a worker whose device is broken.</summary>
    public const int ExitCode = 3;

    private int _faults;

    /// <summary>Whether the worker stops, or has stopped, for its device.</summary>
    public bool IsBroken => Volatile.Read(ref _faults) >= MostFaults;

    /// <summary>The device has computed a block.</summary>
    public void Succeeded()
    {
        if (!IsBroken)
        {
            Volatile.Write(ref _faults, 0);
        }
    }

    /// <summary>A block has failed; counts where it was the device's fault.</summary>
    public void Failed(Exception exception)
    {
        if (exception is DeviceFaultException && Interlocked.Increment(ref _faults) == MostFaults)
        {
            log.LogCritical("The device failed {Faults} times in a row; the worker ends with exit code {Code}, to be started afresh. The last: {Reason}", MostFaults, ExitCode, Failures.Describe(exception));
            lifetime.StopApplication();
        }
    }
}
