namespace RasterFlow.Standins.Tests.ParquetSharp;

/// <summary>A path below the temporary folder, deleted on disposal.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"standin-{Guid.NewGuid():N}.parquet");

    public void Dispose() => File.Delete(Path);
}
