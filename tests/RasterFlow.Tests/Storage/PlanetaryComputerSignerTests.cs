using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Storage;

/// <summary>Tokens and images both come from a server on this machine, where the first part of a path is the account, as with the storage emulator.</summary>
public sealed class PlanetaryComputerSignerTests
{
    private static readonly byte[] Image = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
    private static readonly HttpReadOptions Fast = new(2, TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));
    private static readonly DateTimeOffset Start = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Read_ImageOfASignedAccount_IsRequestedWithItsToken()
    {
        await using Service service = await Service.StartAsync();

        await service.ReadAsync("/s2/images/a/B04.tif");

        service.Asked.ShouldBe(["/token/s2/images", "/s2/images/a/B04.tif?se=2024&sig=secret-0"]);
    }

    [Fact]
    public async Task Read_ManyImages_AskForOneTokenForEachContainer()
    {
        await using Service service = await Service.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => service.ReadAsync($"/s2/c{i % 2}/{i}.tif")));

        service.Asked.Count(path => path.StartsWith("/token/", StringComparison.Ordinal)).ShouldBe(2);
        service.Asked.Count(path => path.Contains("sig=secret", StringComparison.Ordinal)).ShouldBe(40);
    }

    /// <summary>Tokens live for 60 minutes and are renewed 5 minutes before their end.</summary>
    [Theory]
    [InlineData(54, 0)]
    [InlineData(56, 1)]
    [InlineData(90, 1)]
    public async Task Read_Later_RenewsTheTokenShortlyBeforeItExpires(int minutes, int token)
    {
        await using Service service = await Service.StartAsync();
        await service.ReadAsync("/s2/images/a.tif");

        service.Clock.Now += TimeSpan.FromMinutes(minutes);
        await service.ReadAsync("/s2/images/a.tif");

        service.Asked.Last().ShouldEndWith($"sig=secret-{token}");
        service.Asked.Count.ShouldBe(3 + token);
    }

    [Fact]
    public async Task Read_ShortToken_IsUsedForHalfItsLife()
    {
        await using Service service = await Service.StartAsync(life: TimeSpan.FromMinutes(6));
        await service.ReadAsync("/s2/images/a.tif");

        service.Clock.Now += TimeSpan.FromMinutes(2.9);
        await service.ReadAsync("/s2/images/a.tif");
        service.Clock.Now += TimeSpan.FromMinutes(0.2);
        await service.ReadAsync("/s2/images/a.tif");

        service.Asked.Where(path => !path.StartsWith("/token", StringComparison.Ordinal)).Select(path => path[^1]).ShouldBe(['0', '0', '1']);
    }

    /// <summary>The service fails when the token is about to expire: the old one is used as long as it lasts, without asking each time, and no longer.</summary>
    [Fact]
    public async Task Read_RenewalFails_UsesTheOldTokenUntilItExpires()
    {
        await using Service service = await Service.StartAsync();
        await service.ReadAsync("/s2/images/a.tif");
        service.TokenStatus = 404;

        service.Clock.Now += TimeSpan.FromMinutes(56);
        await service.ReadAsync("/s2/images/a.tif");
        await service.ReadAsync("/s2/images/a.tif");

        service.Asked.Count(path => path.StartsWith("/token", StringComparison.Ordinal)).ShouldBe(2);
        service.Asked.Last().ShouldEndWith("secret-0");
        service.Clock.Now += TimeSpan.FromMinutes(4);
        (await Should.ThrowAsync<SourceReadException>(() => service.ReadAsync("/s2/images/a.tif"))).Message.ShouldContain("/token/s2/images");
        service.TokenStatus = 200;
        await service.ReadAsync("/s2/images/a.tif");
        service.Asked.Last().ShouldContain("sig=secret-");
    }

    [Fact]
    public async Task Read_TokenServiceBusy_IsTriedAgain()
    {
        await using Service service = await Service.StartAsync();
        service.Failures = 2;

        await service.ReadAsync("/s2/images/a.tif");

        service.Asked.ShouldBe(["/token/s2/images", "/token/s2/images", "/token/s2/images", "/s2/images/a.tif?se=2024&sig=secret-2"]);
    }

    [Theory]
    [InlineData("/other/images/a.tif")]
    [InlineData("/s2/images")]
    [InlineData("/s2/images/a.tif?sv=1&sig=own")]
    public async Task Read_AddressThatNeedsNone_IsNotSigned(string path)
    {
        await using Service service = await Service.StartAsync();

        await service.ReadAsync(path);

        service.Asked.ShouldBe([path]);
    }

    [Theory]
    [InlineData("https://sentinel2l2a01.blob.core.windows.net/sentinel2-l2/47/B04.tif", "sentinel2l2a01/sentinel2-l2")]
    [InlineData("https://SENTINEL2L2A01.blob.core.windows.net/sentinel2-l2/47/B04.tif", "sentinel2l2a01/sentinel2-l2")]
    [InlineData("https://mine.blob.core.windows.net/images/a.tif", null)]
    [InlineData("https://sentinel2l2a01.blob.core.windows.net.example.com/sentinel2-l2/a.tif", null)]
    [InlineData("https://sentinel2l2a01.example.com/sentinel2-l2/a.tif", null)]
    [InlineData("https://sentinel2l2a01.blob.core.windows.net/sentinel2-l2", null)]
    public async Task Sign_Default_TellsTheServiceOnlyItsOwnAccounts(string address, string? asked)
    {
        TokenReaders tokens = new();
        PlanetaryComputerSigner signer = new(tokens, PlanetaryComputerOptions.Default, new ManualClock());

        Uri signed = await signer.SignAsync(new Uri(address));

        tokens.Opened.ShouldBe(asked is null ? [] : [$"https://planetarycomputer.microsoft.com/api/sas/v1/token/{asked}"]);
        signed.Query.ShouldBe(asked is null ? string.Empty : "?st=1&sig=a%2Bb%3D");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"token\":\"\",\"msft:expiry\":\"2024-05-01T13:00:00Z\"}")]
    [InlineData("{\"token\":\"sig=hush\",\"msft:expiry\":\"tomorrow\"}")]
    [InlineData("{\"token\":7,\"msft:expiry\":\"2024-05-01T13:00:00Z\"}")]
    [InlineData("sig=hush")]
    [InlineData("[]")]
    public async Task Read_WrongTokenAnswer_SaysSoWithoutShowingIt(string answer)
    {
        await using Service service = await Service.StartAsync();
        service.Answer = answer;

        SourceReadException e = await Should.ThrowAsync<SourceReadException>(() => service.ReadAsync("/s2/images/a.tif"));

        e.Message.ShouldContain("did not answer with a token");
        e.ToString().ShouldNotContain("hush");
    }

    [Fact]
    public async Task Read_SignedImageFails_ShowsNoToken()
    {
        await using Service service = await Service.StartAsync();

        SourceReadException e = await Should.ThrowAsync<SourceReadException>(() => service.ReadAsync("/s2/images/missing.tif"));

        service.Asked.Last().ShouldContain("sig=secret");
        e.ToString().ShouldNotContain("sig=");
        e.Name.ShouldEndWith("/s2/images/missing.tif");
    }

    [Fact]
    public async Task Read_SignedImageRefused_IsTriedOnceMoreWithAFreshToken()
    {
        await using Service service = await Service.StartAsync();
        await service.ReadAsync("/s2/images/a.tif");
        service.RefusedToken = "secret-0";

        await service.ReadAsync("/s2/images/b.tif");

        service.Asked.Skip(2).ShouldBe(["/s2/images/b.tif?se=2024&sig=secret-0", "/token/s2/images", "/s2/images/b.tif?se=2024&sig=secret-1"]);
    }

    [Fact]
    public async Task Read_ManyImagesRefused_ShareOneFreshToken()
    {
        await using Service service = await Service.StartAsync();
        await service.ReadAsync("/s2/images/a.tif");
        service.RefusedToken = "secret-0";

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => service.ReadAsync($"/s2/images/{i}.tif")));

        service.Asked.Count(path => path.StartsWith("/token/", StringComparison.Ordinal)).ShouldBe(2);
    }

    /// <summary>Refused for another reason than the token: one more try, then the error, and the token service is not asked for each file.</summary>
    [Fact]
    public async Task Read_SignedImageRefusedForGood_IsAnErrorAfterOneFreshToken()
    {
        await using Service service = await Service.StartAsync();
        service.RefusedToken = "secret";

        SourceReadException first = await Should.ThrowAsync<SourceReadException>(() => service.ReadAsync("/s2/images/a.tif"));
        await Should.ThrowAsync<SourceReadException>(() => service.ReadAsync("/s2/images/b.tif"));

        first.Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        first.ToString().ShouldNotContain("sig=");
        service.Asked.ShouldBe(
        [
            "/token/s2/images", "/s2/images/a.tif?se=2024&sig=secret-0", "/token/s2/images", "/s2/images/a.tif?se=2024&sig=secret-1",
            "/s2/images/b.tif?se=2024&sig=secret-1",
        ]);
        service.Clock.Now += TimeSpan.FromMinutes(2);
        service.RefusedToken = "secret-1";
        await service.ReadAsync("/s2/images/b.tif");
        service.Asked.Last().ShouldEndWith("secret-2");
    }

    [Fact]
    public async Task Read_AddressWithItsOwnSignatureRefused_IsAnErrorAtOnce()
    {
        await using Service service = await Service.StartAsync();
        service.RefusedToken = "own";

        await Should.ThrowAsync<SourceReadException>(() => service.ReadAsync("/s2/images/a.tif?sv=1&sig=own"));

        service.Asked.Count.ShouldBe(1);
    }

    /// <summary>One of two readers gives up while the token is on its way: the other gets it, from the one request.</summary>
    [Fact]
    public async Task Read_OneReaderGivesUp_TheOtherGetsTheToken()
    {
        TaskCompletionSource gate = new();
        await using Service service = await Service.StartAsync();
        service.Gate = gate.Task;
        using CancellationTokenSource cancel = new();
        Task first = service.ReadAsync("/s2/images/a.tif", cancel.Token);
        await service.TokenAsked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Task second = service.ReadAsync("/s2/images/b.tif");

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        await second;

        service.Asked.ShouldBe(["/token/s2/images", "/s2/images/b.tif?se=2024&sig=secret-0"]);
    }

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Answers with a token, whatever is opened.</summary>
    private sealed class TokenReaders : IRangeReaderFactory
    {
        public List<string> Opened { get; } = [];

        public IRangeReader Open(Uri address)
        {
            Opened.Add(address.AbsoluteUri);
            return new Imagery.MemoryRangeReader("{\"msft:expiry\":\"2024-05-01T13:00:00Z\",\"token\":\"st=1&sig=a%2Bb%3D\"}"u8.ToArray(), "token");
        }
    }

    private sealed class Service : IAsyncDisposable
    {
        private LocalServer _server = null!;
        private RangeReaderFactory _tokens = null!;
        private RangeReaderFactory _readers = null!;
        private int _tokensGiven = -1;

        public ConcurrentQueue<string> Asked { get; } = new();

        public ManualClock Clock { get; } = new();

        public int TokenStatus { get; set; } = 200;

        public int Failures { get; set; }

        /// <summary>Images asked for with this in their address are refused.</summary>
        public string? RefusedToken { get; set; }

        public string? Answer { get; set; }

        public Task Gate { get; set; } = Task.CompletedTask;

        public TaskCompletionSource TokenAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static async Task<Service> StartAsync(TimeSpan? life = null)
        {
            Service service = new();
            service._server = await LocalServer.StartAsync((context, _) => service.AnswerAsync(context, life ?? TimeSpan.FromHours(1)));
            SourcePolicy policy = new() { AllowLoopback = true };
            service._tokens = new RangeReaderFactory(policy, options: Fast);
            PlanetaryComputerOptions options = new(service._server.Address("/token"), ["s2"], TimeSpan.FromMinutes(5));
            service._readers = new RangeReaderFactory(policy, options: Fast, signer: new PlanetaryComputerSigner(service._tokens, options, service.Clock));
            return service;
        }

        public async Task ReadAsync(string path, CancellationToken cancellationToken = default)
        {
            byte[] buffer = new byte[10];
            (await _readers.Open(_server.Address(path)).ReadAsync(5, buffer, cancellationToken)).ShouldBe(10);
            buffer.ShouldBe(Image[5..15]);
        }

        public async ValueTask DisposeAsync()
        {
            _readers.Dispose();
            _tokens.Dispose();
            await _server.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext context, TimeSpan life)
        {
            string path = context.Request.Path + context.Request.QueryString;
            Asked.Enqueue(path);
            if (!path.StartsWith("/token/", StringComparison.Ordinal))
            {
                bool refused = RefusedToken is { } token && path.Contains(token, StringComparison.Ordinal);
                context.Response.StatusCode = refused ? 403 : path.Contains("missing", StringComparison.Ordinal) ? 404 : 200;
                await (context.Response.StatusCode != 200 ? Task.CompletedTask : LocalServer.ServeAsync(context, Image));
                return;
            }

            TokenAsked.TrySetResult();
            await Gate;
            int number = Interlocked.Increment(ref _tokensGiven);
            context.Response.StatusCode = number < Failures ? 429 : TokenStatus;
            string expiry = (Clock.Now + life).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            await context.Response.WriteAsync(Answer ?? $$"""{"msft:expiry":"{{expiry}}","token":"se=2024&sig=secret-{{number}}"}""");
        }
    }
}
