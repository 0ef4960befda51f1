using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Areas;

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

    /// <summary>Every page of both services' recorded answers fails once, in every way: what is found is the same as without.</summary>
    [SkippableTheory]
    [InlineData("earth-search", "429")]
    [InlineData("earth-search", "500")]
    [InlineData("earth-search", "cut")]
    [InlineData("earth-search", "slow")]
    [InlineData("planetary-computer", "429")]
    [InlineData("planetary-computer", "500")]
    [InlineData("planetary-computer", "cut")]
    [InlineData("planetary-computer", "slow")]
    public async Task Search_RecordedAnswersThatFailOnce_FindsTheSame(string service, string fault)
    {
        string[] pages = service == "earth-search"
            ? [ApiServer.Recorded("earth-search-items.json")]
            : [ApiServer.Recorded("planetary-computer-search-page-1.json"), ApiServer.Recorded("planetary-computer-search-page-2.json"), ApiServer.Page(null)];
        SceneQuery all = new(AreaCases.Globe, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 101);
        await using ApiServer sound = await ApiServer.StartAsync(pages);
        List<string> asked = [];
        ApiServer? failing = null;
        failing = await ApiServer.StartAsync(
            (context, _, server) =>
            {
                string page = failing!.Searches.Last().Body!.ToJsonString();
                bool isFirst = !asked.Contains(page);
                if (isFirst)
                {
                    asked.Add(page);
                }

                string answer = pages[asked.IndexOf(page)].Replace("{SERVER}", server, StringComparison.Ordinal);
                return isFirst ? FailAsync(context, fault, answer) : context.Response.WriteAsync(answer);
            },
            options: new(6, TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(fault == "slow" ? 2 : 30)));
        await using ApiServer api = failing;

        IReadOnlyList<Scene> found = await api.SearchAsync(all);

        found.Select(Describe).ShouldBe((await sound.SearchAsync(all)).Select(Describe));
        found.Count.ShouldBe(service == "earth-search" ? 10 : 2);
        asked.Count.ShouldBe(pages.Length);
        api.Searches.Count.ShouldBeGreaterThanOrEqualTo(2 * pages.Length);

        static string Describe(Scene scene) => $"{scene.Id} {scene.Acquired:O} {scene.CloudCover} {scene.DigitalNumberOffset} {scene.Epsg} {scene.Footprint} {string.Join(' ', scene.Assets.Select(asset => $"{asset.Key}={asset.Value.Href}"))}";
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
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{}}]}", "'id'")]
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

    /// <summary>A collection's address leads to its API, which is searched for that collection alone.</summary>
    [Fact]
    public async Task Open_CollectionOfAnApi_SearchesIt()
    {
        ApiServer? server = null;
        server = await ApiServer.StartAsync((context, _, address) => context.Response.WriteAsync(
            context.Request.Path == "/v1/collections/naip"
                ? $$"""{"type":"Collection","id":"naip","links":[{"rel":"items","href":"{{address}}/v1/collections/naip/items"},{"rel":"root","href":"{{address}}/v1"}]}"""
                : Good));
        await using ApiServer api = server;

        (await api.SearchAsync(address: "/collections/naip")).Count.ShouldBe(1);

        api.Searches.Last().Path.ShouldBe("/v1/search");
        api.Searches.Last().Body!["collections"]!.ToJsonString().ShouldBe("[\"naip\"]");
    }

    [Fact]
    public async Task Open_CollectionWhoseApiIsNotToBeFound_IsRefused()
    {
        await using ApiServer api = await ApiServer.StartAsync("""{"type":"Collection","id":"naip","links":[{"rel":"items","href":"./items"}]}""");

        (await Should.ThrowAsync<StacException>(() => api.OpenAsync("/collections/naip"))).Message.ShouldContain("?collections=");
    }

    [Fact]
    public async Task Open_OnePageOfASearch_IsRefused()
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Page("\"href\":\"/v1/search?page=2\"", "a"));
        (await Should.ThrowAsync<StacException>(() => SceneSources.OpenAsync(new Uri(api.Landing + "/search?collections=c"), api.Readers))).Message.ShouldContain("one page of a search");
        api.Searches.Single().Path.ShouldBe("/v1/search?collections=c");
    }

    private static async Task FailAsync(HttpContext context, string fault, string answer)
    {
        if (fault is "429" or "500")
        {
            context.Response.Headers.RetryAfter = fault == "429" ? "1" : default;
            await Status(context, int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(answer);
        await context.Response.WriteAsync(answer[..(answer.Length / 2)]);
        await context.Response.Body.FlushAsync();
        if (fault == "slow")
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        context.Abort();
    }

    private static Task Status(HttpContext context, int status, string body = "")
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    }
}
