using RasterFlow.Client.Local;

namespace RasterFlow.Tests.Support;

/// <summary>Where the repository and the real data beside it lie.</summary>
internal static class Repository
{
    /// <summary>The folder of RasterFlow.Functions.sln.</summary>
    public static string Root { get; } = BuildOutput.RepositoryRoot;

    /// <summary>
    /// The folder with real imagery beside the checkout (<c>../shared/data</c>); null where it is missing.
    /// Tests that need it skip loudly: <c>Skip.If(Repository.RealData is null, Repository.RealDataMissing)</c>.
    /// </summary>
    public static string? RealData { get; } = Directory.Exists(Path.Combine(Root, "..", "shared", "data"))
        ? Path.GetFullPath(Path.Combine(Root, "..", "shared", "data"))
        : null;

    public const string RealDataMissing = "Real imagery is not beside this checkout (../shared/data): this check did NOT run.";
}
