using System.Runtime.InteropServices;

namespace RasterFlow.Storage;

/// <summary>
/// Gives a finished file a name that must be free, as one step of the file system: of all processes that try, one succeeds.
/// <see cref="File.Move(string, string, bool)"/> is such a step on Windows alone: elsewhere it looks first, then renames over what has come meanwhile.
/// </summary>
internal static partial class NewFile
{
    /// <summary>EEXIST, the same on Linux, macOS and the BSDs.</summary>
    private const int Exists = 17;

    /// <summary>Moves <paramref name="temporary"/> to <paramref name="path"/>, in the same folder; false, leaving it where it is, when there is such a file.</summary>
    public static async Task<bool> TryMoveAsync(string temporary, string path, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryRename(temporary, path);
        }

        if (Link(temporary, path) == 0)
        {
            File.Delete(temporary);
            return true;
        }

        if (Marshal.GetLastPInvokeError() == Exists)
        {
            return false;
        }

        // No hard links here (file shares in the cloud, FAT): at least of those who ask the same way one succeeds.
        await using FileStream held = await FileLock.AcquireAsync(path, cancellationToken);
        return TryRename(temporary, path);
    }

    private static bool TryRename(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);
}
