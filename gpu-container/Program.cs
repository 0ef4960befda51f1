using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RasterFlow.GpuContainer;

IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
try
{
    using IHost host = WorkerHost.Build(configuration);
    DeviceHealth health = host.Services.GetRequiredService<DeviceHealth>();
    await host.RunAsync();
    return health.IsBroken ? DeviceHealth.ExitCode : 0;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
