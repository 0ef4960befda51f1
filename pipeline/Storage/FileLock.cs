using System.Diagnostics;

namespace RasterFlow.Storage;

/// <summary>
/// Locks that hold between threads and between processes: an empty file beside what is locked, open to one at a time. The system gives it free when its
/// process ends, however that ends. The file stays: whoever deleted it would take it from under those who wait for it.
/// </summary>
internal static class FileLock
{
    private const string Ending = ".lock";

    /// <summary>Far longer than anybody holds a lock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits for the lock of a file, whose folder must exist; disposing the stream gives it free.</summary>
    /// <exception cref="IOException">Somebody holds it for longer than half a minute, or it cannot be made.</exception>
    public static async Task<FileStream> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        string name = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}{Ending}");
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && Stopwatch.GetElapsedTime(start) < Patience)
            {
                // Held by another. Those who wait come back at different times.
                await Task.Delay(Random.Shared.Next(1, 8), cancellationToken);
            }
        }
    }

    /// <summary>Whether a file is a lock.</summary>
    public static bool IsLock(ReadOnlySpan<char> name) => name.StartsWith('.') && name.EndsWith(Ending, StringComparison.Ordinal);
}
