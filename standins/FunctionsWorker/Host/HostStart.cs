using System.Globalization;
using System.Reflection;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>How this host was started: arguments, folder, functions.</summary>
internal sealed class HostStart
{
    private HostStart(HostStartOptions options, string directory)
    {
        Options = options;
        Directory = directory;
    }

    public HostStartOptions Options { get; }

    /// <summary>The app's folder, with host.json.</summary>
    public string Directory { get; }

    /// <summary><c>--port</c>; null leaves it to the settings.</summary>
    public int? Port { get; private set; }

    /// <summary><c>--enableAuth</c>: ask for keys, as Azure does.</summary>
    public bool EnableAuth { get; private set; }

    /// <summary>The arguments that are not the host's own, for the app's configuration.</summary>
    public IReadOnlyList<string> RemainingArguments { get; private set; } = [];

    public IEnumerable<Type> FunctionTypes => Options.FunctionTypes
        ?? Assembly.GetEntryAssembly()?.GetExportedTypes()
        ?? throw new InvalidOperationException("There is no entry assembly to find functions in.");

    public static HostStart Create(string[] args, HostStartOptions options)
    {
        string directory = options.ApplicationDirectory
            ?? Environment.GetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY")
            ?? AppContext.BaseDirectory;
        HostStart start = new(options, Path.GetFullPath(directory));
        List<string> remaining = [];
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--enableAuth")
            {
                start.EnableAuth = true;
            }
            else if (args[i] is "--port" or "-p" && i + 1 < args.Length)
            {
                start.Port = int.Parse(args[++i], CultureInfo.InvariantCulture);
            }
            else if (args[i].StartsWith("--port=", StringComparison.Ordinal))
            {
                start.Port = int.Parse(args[i]["--port=".Length..], CultureInfo.InvariantCulture);
            }
            else
            {
                remaining.Add(args[i]);
            }
        }

        start.RemainingArguments = remaining;
        return start;
    }
}
