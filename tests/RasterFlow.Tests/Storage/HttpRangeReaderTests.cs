using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Storage;

public sealed class HttpRangeReaderTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
    private static readonly HttpReadOptions Fast = new(3, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(990, 50, 10)]
    [InlineData(1000, 5, 0)]
    [InlineData(5000, 5, 0)]
    public async Task Read_Range_GivesBytesUpToTheEnd(int offset, int length, int expected)
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) => LocalServer.ServeAsync(context, Content));
        byte[] buffer = new byte[length];

        int got = await ReadAsync(server, offset, buffer);

        got.ShouldBe(expected);
        buffer[..got].ShouldBe(Content.Skip(offset).Take(got));
        server.Requests.Single().Range.ShouldBe($"bytes={offset}-{offset + length - 1}");
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Read_TransientAnswers_AreTriedAgain(int status)
    {
        await using LocalServer server = await LocalServer.StartAsync((context, number) =>
        {
            context.Response.StatusCode = status;
            return number < 2 ? Task.CompletedTask : LocalServer.ServeAsync(Reset(context), Content);
        });

        (await ReadAsync(server, 0, new byte[10])).ShouldBe(10);

        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Read_RetryAfter_IsWaitedFor()
    {
        await using LocalServer server = await LocalServer.StartAsync((context, number) =>
        {
            if (number > 0)
            {
                return LocalServer.ServeAsync(context, Content);
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });
        Stopwatch clock = Stopwatch.StartNew();

        await ReadAsync(server, 0, new byte[10]);

        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task Read_CutConnection_IsTriedAgain()
    {
        await using LocalServer server = await LocalServer.StartAsync(async (context, number) =>
        {
            if (number > 0)
            {
                await LocalServer.ServeAsync(context, Content);
                return;
            }

            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = "bytes 0-99/1000";
            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 40));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        byte[] buffer = new byte[100];

        (await ReadAsync(server, 0, buffer)).ShouldBe(100);

        buffer.ShouldBe(Content[..100]);
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(500, 4)]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    public async Task Read_FailsForGood_SaysStatusAndNoSecret(int status, int requests)
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        SourceReadException e = await Should.ThrowAsync<SourceReadException>(() => ReadAsync(server, 0, new byte[10], "/a.tif?sig=hush"));

        e.Status.ShouldBe((HttpStatusCode)status);
        e.ToString().ShouldNotContain("hush");
        e.Message.ShouldContain("/a.tif");
        server.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task Read_ServerWithoutRanges_SaysSo()
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) => context.Response.Body.WriteAsync(Content).AsTask());

        SourceReadException e = await Should.ThrowAsync<SourceReadException>(() => ReadAsync(server, 100, new byte[10]));

        e.Message.ShouldContain("byte ranges");
        server.Requests.Count.ShouldBe(1);
    }

    /// <summary>Whatever the server calls a version by, and whether it heeds the condition or not: no mixture, and no second try.</summary>
    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, true, true)]
    public async Task Read_FileReplacedBetweenRanges_IsRefused(bool hasTag, bool heedsConditions, bool isTheSame)
    {
        await using LocalServer server = await LocalServer.StartAsync((context, number) =>
        {
            int version = number > 1 && !isTheSame ? 1 : 0;
            if (!heedsConditions)
            {
                context.Request.Headers.Remove("If-Match");
                context.Request.Headers.Remove("If-Unmodified-Since");
            }

            return Results.File(
                Content,
                enableRangeProcessing: true,
                entityTag: hasTag ? new EntityTagHeaderValue($"\"{version}\"") : null,
                lastModified: new DateTimeOffset(2026, 1, 1 + version, 0, 0, 0, TimeSpan.Zero)).ExecuteAsync(context);
        });
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Fast);
        IRangeReader reader = readers.Open(server.Address("/a.tif"));
        byte[] buffer = new byte[10];
        (await reader.ReadAsync(0, buffer)).ShouldBe(10);
        (await reader.ReadAsync(10, buffer)).ShouldBe(10);

        if (isTheSame)
        {
            (await reader.ReadAsync(20, buffer)).ShouldBe(10);
            return;
        }

        SourceReadException e = await Should.ThrowAsync<SourceReadException>(() => reader.ReadAsync(20, buffer));

        e.Message.ShouldContain(hasTag ? "/a.tif has changed since its first bytes were read (entity tag \"0\")" : "/a.tif has changed since its first bytes were read (changed 2026-01-01 00:00:00Z)");
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Read_WrongRange_IsRefused()
    {
        await using LocalServer server = await LocalServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = "bytes 7-16/1000";
            await context.Response.Body.WriteAsync(Content.AsMemory(7, 10));
        });

        (await Should.ThrowAsync<SourceReadException>(() => ReadAsync(server, 0, new byte[10]))).Message.ShouldContain("bytes 7-16/1000");
    }

    [Theory]
    [InlineData("http://localhost.example.com/x", "not on the allow-list")]
    [InlineData("file:///etc/passwd", "files of this machine")]
    [InlineData("http://169.254.169.254/metadata", "not on the allow-list")]
    public async Task Read_RedirectOffTheAllowList_IsRefused(string target, string expected)
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });

        (await Should.ThrowAsync<SourceNotAllowedException>(() => ReadAsync(server, 0, new byte[10]))).Message.ShouldContain(expected);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_RedirectWithinTheAllowList_IsFollowedWithItsRange()
    {
        await using LocalServer server = await LocalServer.StartAsync((context, number) =>
        {
            if (number > 0)
            {
                return LocalServer.ServeAsync(context, Content);
            }

            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/moved";
            return Task.CompletedTask;
        });

        await ReadAsync(server, 20, new byte[10]);

        server.Requests.Last().ShouldBe(("/moved", "bytes=20-29"));
    }

    [Fact]
    public async Task Read_EndlessRedirects_AreRefused()
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/again";
            return Task.CompletedTask;
        });

        (await Should.ThrowAsync<SourceReadException>(() => ReadAsync(server, 0, new byte[10]))).Message.ShouldContain("redirects");
    }

    [Fact]
    public async Task ReadDocument_TooLong_IsRefused()
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) => context.Response.Body.WriteAsync(Content).AsTask());
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Fast);
        IRangeReader reader = readers.Open(server.Address("/doc.json"));

        (await DocumentReader.ReadAsync(reader, 1000)).ShouldBe(Content);
        await Should.ThrowAsync<InvalidDataException>(() => DocumentReader.ReadAsync(reader, 999));
    }

    private static HttpContext Reset(HttpContext context)
    {
        context.Response.StatusCode = 200;
        return context;
    }

    private static async Task<int> ReadAsync(LocalServer server, long offset, byte[] buffer, string path = "/a.tif")
    {
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Fast);
        return await readers.Open(server.Address(path)).ReadAsync(offset, buffer);
    }
}
