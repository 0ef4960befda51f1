using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RasterFlow.GpuContainer;

IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
try
{
    using IHost host = WorkerHost.Build(configuration);
    await host.RunAsync();
    return 0;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
