using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Puts the host together around the app's own services.</summary>
internal static class LocalHost
{
    private const int DefaultPort = 7071;
    private const long LargestBody = 100L * 1024 * 1024;

    public static WebApplicationBuilder CreateWebBuilder(HostStart start)
    {
        if (start.Options.Settings is null)
        {
            LocalSettings.ApplyToEnvironment(start.Directory);
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = start.Directory,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        if (start.Options.Settings is { } settings)
        {
            builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value)));
        }
        else
        {
            builder.Configuration.AddEnvironmentVariables("AZURE_FUNCTIONS_").AddEnvironmentVariables().AddCommandLine([.. start.RemainingArguments]);
        }

        HostJson hostJson = new(start.Directory, builder.Configuration);
        HostSettings hostSettings = new(builder.Configuration, start.EnableAuth);
        builder.WebHost.UseKestrel(options => options.Limits.MaxRequestBodySize = LargestBody);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
        foreach (IConfigurationSection level in hostJson.LogLevels.GetChildren().Where(l => Enum.TryParse<LogLevel>(l.Value, out _)))
        {
            LogLevel minimum = Enum.Parse<LogLevel>(level.Value!);
            _ = level.Key.Equals("default", StringComparison.OrdinalIgnoreCase) ? builder.Logging.SetMinimumLevel(minimum) : builder.Logging.AddFilter(level.Key, minimum);
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = hostSettings.ShutdownGrace);
        builder.Services.AddRouting();
        WorkerJson.AddServices(builder.Services);
        builder.Services.AddSingleton(hostJson).AddSingleton(hostSettings).AddSingleton<BindingTemplates>().AddSingleton<StorageConnections>();
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder, HostStart start, IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
    {
        builder.Services.TryAddSingleton<IFunctionActivator, DefaultFunctionActivator>();
        builder.Services.AddSingleton(new FunctionIndex(start.FunctionTypes))
            .AddSingleton(new MiddlewareList(middleware))
            .AddSingleton<HostAddress>()
            .AddSingleton<HostKeys>()
            .AddSingleton<Shutdown>()
            .AddSingleton<DurableRuntime>()
            .AddSingleton<DurableFunctions>()
            .AddSingleton<DurableApi>()
            .AddSingleton<ParameterBinder>()
            .AddSingleton<OutputWriter>()
            .AddSingleton<FunctionInvoker>()
            .AddSingleton<HttpFunctionEndpoint>()
            .AddSingleton<ManualStarts>()
            .AddSingleton<QueueTriggers>()
            .AddSingleton<BlobTriggers>()
            .AddSingleton<TimerTriggers>()

            // After the app's own hosted services, which may prepare what its functions use; the web server comes after this one.
            .AddHostedService<TriggerService>();

        WebApplication app = builder.Build();
        foreach (string url in Urls(app.Configuration, start))
        {
            app.Urls.Add(url);
        }

        HttpEndpoints.Map(app);
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));
        return app;
    }

    private static string[] Urls(IConfiguration configuration, HostStart start)
    {
        // Only this machine reaches a local host, unless ASPNETCORE_URLS says otherwise.
        string? port = start.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? configuration["FUNCTIONS_PORT"];
        return port is null && configuration["ASPNETCORE_URLS"] is { Length: > 0 } urls
            ? urls.Split(';', StringSplitOptions.RemoveEmptyEntries)
            : [$"http://127.0.0.1:{port ?? DefaultPort.ToString(System.Globalization.CultureInfo.InvariantCulture)}"];
    }

    private static void Announce(WebApplication app)
    {
        string url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? string.Empty;
        app.Services.GetRequiredService<HostAddress>().Url = url;

        // Scripts wait for this line.
        Console.Out.WriteLine($"Functions app listening on {url}");
    }
}
