using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Scenes;

/// <summary>Services that fail, lie or never end.</summary>
public sealed class StacApiFaultTests
{
    private static readonly string Good = ApiServer.Page(null, "a");

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Search_PassingFailure_IsTriedAgainWithTheSameBody(int status)
    {
        await using ApiServer api = await ApiServer.StartAsync((context, number, _) => number < 2 ? Status(context, status) : context.Response.WriteAsync(Good));

        (await api.SearchAsync()).Count.ShouldBe(1);

        api.Searches.Count.ShouldBe(3);
        api.Searches.Select(search => search.Body!.ToJsonString()).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Search_RetryAfter_IsWaitedFor()
    {
        await using ApiServer api = await ApiServer.StartAsync((context, number, _) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return number == 0 ? Status(context, 429) : context.Response.WriteAsync(Good);
        });
        Stopwatch clock = Stopwatch.StartNew();

        await api.SearchAsync();

        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task Search_CutConnection_IsTriedAgain()
    {
        await using ApiServer api = await ApiServer.StartAsync(async (context, number, _) =>
        {
            if (number == 0)
            {
                context.Response.ContentLength = Good.Length;
                await context.Response.WriteAsync(Good[..40]);
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            await context.Response.WriteAsync(Good);
        });

        (await api.SearchAsync()).Count.ShouldBe(1);
        api.Searches.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Search_SlowAnswer_IsTriedAgain()
    {
        HttpReadOptions impatient = new(3, TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await using ApiServer api = await ApiServer.StartAsync(
            async (context, number, _) =>
            {
                if (number == 0)
                {
                    await context.Response.WriteAsync(Good[..40]);
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                    return;
                }

                await context.Response.WriteAsync(Good);
            },
            options: impatient);

        (await api.SearchAsync()).Count.ShouldBe(1);

        // On a busy machine the second try may be too slow as well.
        api.Searches.Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Search_Cancelled_Ends()
    {
        using CancellationTokenSource cancel = new();
        await using ApiServer api = await ApiServer.StartAsync(async (context, _, _) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        ISceneSource source = await api.OpenAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => source.SearchAsync(ApiServer.Query, cancel.Token));
        api.Searches.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(500, "{\"message\":\"Internal server error\"}", "It says: Internal server error", 4)]
    [InlineData(400, "{\"code\":\"RequestValidationError\",\"description\":\"Invalid datetime\"}", "It says: Invalid datetime", 1)]
    [InlineData(400, "{\"detail\":[{\"msg\":\"field required\"}]}", "field required", 1)]
    [InlineData(403, "no entry", "It says: no entry", 1)]
    [InlineData(404, "", "404", 1)]
    public async Task Search_FailsForGood_SaysTheServersWords(int status, string body, string expected, int requests)
    {
        await using ApiServer api = await ApiServer.StartAsync((context, _, _) => Status(context, status, body));

        SourceReadException e = await Should.ThrowAsync<SourceReadException>(() => api.SearchAsync());

        e.Status.ShouldBe((HttpStatusCode)status);
        e.Message.ShouldContain(expected);
        e.Message.ShouldContain("/v1/search");
        api.Searches.Count.ShouldBe(requests);
    }

    [Theory]
    [InlineData("{\"type\":\"FeatureColl", "not valid JSON")]
    [InlineData("<html></html>", "not valid JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{\"type\":\"Catalog\"}", "FeatureCollection")]
    [InlineData("{\"type\":\"FeatureCollection\"}", "'features'")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"id\":\"a\"}]}", "properties")]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[],\"numberMatched\":2000000}", "more than 50,000 items")]
    public async Task Search_WrongAnswer_SaysWhat(string answer, string expected)
    {
        await using ApiServer api = await ApiServer.StartAsync(answer);

        StacException e = await Should.ThrowAsync<StacException>(() => api.SearchAsync());

        e.Message.ShouldContain(expected);
        api.Searches.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"rel2\":1", "no valid 'href'")]
    [InlineData("\"href\":\"http://[\"", "no valid 'href'")]
    [InlineData("\"href\":\"/v1/search\",\"method\":\"DELETE\"", "DELETE")]
    public async Task Search_WrongNextLink_SaysWhat(string link, string expected)
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Page(link, "a"));
        (await Should.ThrowAsync<StacException>(() => api.SearchAsync())).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Search_PagesInACircle_AreRefused()
    {
        await using ApiServer api = await ApiServer.StartAsync((context, number, _) => context.Response.WriteAsync(
            ApiServer.Page($"\"href\":\"/v1/search?page={number % 3}\"", $"item-{number}")));

        (await Should.ThrowAsync<StacException>(() => api.SearchAsync())).Message.ShouldContain("circle after 4");
        api.Searches.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Search_SameItemsUnderNewTokens_AreRefused()
    {
        await using ApiServer api = await ApiServer.StartAsync((context, number, _) => context.Response.WriteAsync(
            ApiServer.Page($"\"href\":\"/v1/search?token={number}\"", "always")));

        (await Should.ThrowAsync<StacException>(() => api.SearchAsync())).Message.ShouldContain("again and again");
        api.Searches.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(5, 100, "more than 5 pages", 5)]
    [InlineData(100, 7, "more than 7 items", 4)]
    public async Task Search_EndlessPages_EndAtTheLimit(int pages, int items, string expected, int requests)
    {
        await using ApiServer api = await ApiServer.StartAsync((context, number, _) => context.Response.WriteAsync(
            ApiServer.Page($"\"href\":\"/v1/search?token={number}\"", $"a{number}", $"b{number}")));
        StacApi description = new("the API", new Uri(api.Landing + "/search"), ["c"], CloudCondition.None);
        StacApiSource source = new(description, (IApiClient)api.Readers, new StacApiLimits(MaximumPages: pages, MaximumItems: items));

        (await Should.ThrowAsync<StacException>(() => source.SearchAsync(ApiServer.Query))).Message.ShouldContain(expected);
        api.Searches.Count.ShouldBe(requests);
    }

    [Theory]
    [InlineData("\"href\":\"https://elsewhere.example/search\"")]
    [InlineData("\"method\":\"POST\",\"href\":\"http://169.254.169.254/metadata\"")]
    [InlineData("\"href\":\"file:///etc/passwd\"")]
    public async Task Search_NextPageOffTheAllowList_IsRefused(string link)
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Page(link, "a"));
        await Should.ThrowAsync<SourceNotAllowedException>(() => api.SearchAsync());
    }

    [Theory]
    [InlineData(307, "/v1/moved", true)]
    [InlineData(308, "/v1/moved", true)]
    [InlineData(302, "/v1/moved", false)]
    [InlineData(307, "https://elsewhere.example/", false)]
    public async Task Search_Redirect_IsFollowedOnlyWithItsBody(int status, string target, bool follows)
    {
        await using ApiServer api = await ApiServer.StartAsync((context, number, _) =>
        {
            context.Response.Headers.Location = target;
            return number == 0 ? Status(context, status) : context.Response.WriteAsync(Good);
        });

        if (follows)
        {
            (await api.SearchAsync()).Count.ShouldBe(1);
            api.Searches.Last().Path.ShouldBe("/v1/moved");
            api.Searches.Last().Body!.ToJsonString().ShouldBe(api.Searches.First().Body!.ToJsonString());
            return;
        }

        Exception e = await Should.ThrowAsync<Exception>(() => api.SearchAsync());
        (e is SourceReadException or SourceNotAllowedException).ShouldBeTrue(e.ToString());
        api.Searches.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_AnswerTooLong_IsRefused()
    {
        await using ApiServer api = await ApiServer.StartAsync(Good);
        IApiClient client = (IApiClient)api.Readers;
        ApiRequest request = new(HttpMethod.Get, new Uri(api.Landing + "/any"));

        (await client.SendAsync(request, Good.Length)).Length.ShouldBe(Good.Length);
        await Should.ThrowAsync<InvalidDataException>(() => client.SendAsync(request, Good.Length - 1));
    }

    [Theory]
    [InlineData("{\"rel\":\"child\",\"href\":\"https://x.example/collections/landsat\"},{\"rel\":\"search\",\"href\":\"/s\"}", "?collections=")]
    [InlineData("{\"rel\":\"child\",\"href\":\"https://x.example/collections/sentinel-2-l2a\"}", "no link 'search'")]
    [InlineData("{\"rel\":\"search\",\"href\":\"http://[\"}", "no link 'search'")]
    public async Task Open_LandingPageThatLacksSomething_SaysWhat(string links, string expected)
    {
        await using ApiServer api = await ApiServer.StartAsync((_, _, _) => Task.CompletedTask, links: links);
        (await Should.ThrowAsync<StacException>(() => api.OpenAsync())).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Open_OnePageOfASearch_IsRefused()
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Page("\"href\":\"/v1/search?page=2\"", "a"));
        (await Should.ThrowAsync<StacException>(() => SceneSources.OpenAsync(new Uri(api.Landing + "/search?collections=c"), api.Readers))).Message.ShouldContain("one page of a search");
        api.Searches.Single().Path.ShouldBe("/v1/search?collections=c");
    }

    private static Task Status(HttpContext context, int status, string body = "")
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }
}
