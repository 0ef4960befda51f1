using Azure.Storage.Blobs;
using RasterFlow.Client.Local;

namespace RasterFlow.Tests.Support;

/// <summary>
/// The storage emulator, as an <see cref="IClassFixture{TFixture}"/>: one process for the whole assembly, so that test classes run in parallel.
/// Each test takes a container of its own.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private static readonly Lazy<Task<AzuriteProcess>> Shared = new(StartAsync);
    private AzuriteProcess? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync() => _azurite = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A new, empty container.</summary>
    public async Task<BlobContainerClient> CreateContainerAsync()
    {
        BlobContainerClient container = new(ConnectionString, $"test-{Guid.NewGuid():N}");
        await container.CreateAsync();
        return container;
    }

    private static async Task<AzuriteProcess> StartAsync()
    {
        AzuriteProcess azurite = await AzuriteProcess.StartAsync(Repository.Root);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => azurite.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return azurite;
    }
}
