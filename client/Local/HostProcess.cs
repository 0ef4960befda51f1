using System.Diagnostics;

namespace RasterFlow.Client.Local;

/// <summary>One of the service's processes as a child of this one. Its output goes to a log file.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _readyText;
    private readonly string? _echoAs;

    private HostProcess(Process process, string logPath, string readyText, string? echoAs)
    {
        _process = process;
        _readyText = readyText;
        _echoAs = echoAs;
        _log = new StreamWriter(new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException(
            $"A process ended before it was ready (exit code {_process.ExitCode}). Its log: {logPath}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>dotnet assembly</c> and waits until it prints a line with <paramref name="readyText"/>.</summary>
    public static async Task<HostProcess> StartAsync(
        string assembly, IReadOnlyDictionary<string, string> environment, string logPath, string readyText, string? echoAs, CancellationToken cancellationToken)
    {
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException($"{assembly} is not built. Run ./rasterflow setup.");
        }

        ProcessStartInfo start = new("dotnet", [assembly])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(logPath)!);
        HostProcess host = new(Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start."), logPath, readyText, echoAs);
        try
        {
            await host._ready.Task.WaitAsync(TimeSpan.FromSeconds(90), cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end (SIGTERM) and waits; ends it by force when it takes too long.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            using Process? kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(StopPatience);
            }
            catch (TimeoutException)
            {
                await KillAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            if (_log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }

        if (_echoAs is not null)
        {
            Console.Error.WriteLine($"{_echoAs} | {line}");
        }

        if (line.Contains(_readyText, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
