using System.Globalization;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Sharing;

namespace RasterFlow.Tests.Sharing;

/// <summary>Addresses signed by the app's identity, against storage's limits of delegation keys.</summary>
public sealed class DelegatedShareTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ShareRequest.MostHours, 0)]
    [InlineData(ShareRequest.MostHours, -5)]
    [InlineData(ShareRequest.MostHours, 5)]
    [InlineData(0.01, 0)]
    [InlineData(24, -5)]
    public async Task SignAsync_WhateverTheLifeAndTheClocks_StaysWithinTheKeysLimits(double hours, double storageIsAheadByMinutes)
    {
        using DelegationKeyService storage = new(Now.AddMinutes(storageIsAheadByMinutes));

        SignedBlob link = await SharesOf(storage).SignAsync("tiles/a/tiles.pmtiles", Now.AddHours(hours));

        (DateTimeOffset start, DateTimeOffset end) = storage.Keys.ShouldHaveSingleItem();
        (end - start).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(7));
        start.ShouldBeLessThanOrEqualTo(Now.AddMinutes(-5));
        DateTimeOffset signed = DateTimeOffset.Parse(HttpUtility.ParseQueryString(link.Url.Query)["se"]!, CultureInfo.InvariantCulture);
        signed.ShouldBeLessThanOrEqualTo(end);
        link.Expires.ShouldBe(signed);
        link.Expires.ShouldBe(hours < 167 ? Now.AddHours(hours) : Now.AddHours(hours).AddMinutes(-10));
    }

    private static BlobShares SharesOf(DelegationKeyService storage)
    {
        BlobClientOptions options = new() { Transport = new HttpClientTransport(new HttpClient(storage, disposeHandler: false)), Retry = { MaxRetries = 0 } };
        AppSettings settings = AppSettings.From(new ConfigurationBuilder().Build());
        return new BlobShares(new BlobServiceClient(new Uri("https://account.blob.core.windows.net"), new AnyToken(), options), settings, new FixedClock(Now));
    }

    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", Now.AddYears(50));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
