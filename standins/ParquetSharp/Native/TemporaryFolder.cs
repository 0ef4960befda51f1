namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>A folder below the system's temporary folder, deleted with all in it on disposal.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("parquet-").FullName;

    public string FilePath(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted by somebody who cleans up temporary files: nothing is left to do.
        }
    }
}
