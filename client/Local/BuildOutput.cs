namespace RasterFlow.Client.Local;

/// <summary>Where this build lies: its sibling projects are built in the same configuration.</summary>
public static class BuildOutput
{
    /// <summary>Debug or Release: the folder above net10.0.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Release";

    /// <summary>The folder with RasterFlow.Functions.sln, above this build's output.</summary>
    /// <exception cref="DirectoryNotFoundException">This program does not run from inside the repository.</exception>
    public static string RepositoryRoot
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RasterFlow.Functions.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new DirectoryNotFoundException("This program runs only from inside the repository (./rasterflow): no RasterFlow.Functions.sln lies above it.");
        }
    }
}
