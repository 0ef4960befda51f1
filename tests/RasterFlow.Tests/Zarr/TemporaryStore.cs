using RasterFlow.Storage;

namespace RasterFlow.Tests.Zarr;

/// <summary>An object store in a folder of its own that goes away with the test.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public TemporaryStore() => Objects = new FileObjectStore(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"rasterflow-{Guid.NewGuid():N}");

    public FileObjectStore Objects { get; }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
