using Azure.Storage.Blobs;
using RasterFlow.Functions.Sharing;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Sharing;

/// <summary>The key of folder links, as several instances of the app see it.</summary>
public sealed class ShareKeysTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task FindAsync_KeyMadeByAnotherInstance_IsSeenAsSoonAsSomebodyBringsALink()
    {
        BlobServiceClient blobs = new(azurite.ConnectionString);
        FixedClock clock = new(DateTimeOffset.UtcNow);
        using ShareKeys first = new(blobs, clock);
        using ShareKeys second = new(blobs, clock);
        (await second.FindAsync(ShareKeys.Lifetime)).ShouldBeNull();

        byte[] made = await first.GetOrCreateAsync();
        clock.Move(ShareKeys.ShortestLifetime);

        (await second.FindAsync(ShareKeys.Lifetime)).ShouldBeNull("what is known is good for a minute");
        (await second.FindAsync(ShareKeys.ShortestLifetime)).ShouldBe(made);
        (await second.GetOrCreateAsync()).ShouldBe(made);

        // A deleted key ends what it signed within a minute, and the next link has another.
        await blobs.GetBlobContainerClient(ShareKeys.Container).DeleteBlobAsync(ShareKeys.Blob);
        clock.Move(ShareKeys.Lifetime);
        (await second.FindAsync(ShareKeys.Lifetime)).ShouldBeNull();
        (await second.GetOrCreateAsync()).ShouldNotBe(made);
    }
}
