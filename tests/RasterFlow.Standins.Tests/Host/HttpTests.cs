using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace RasterFlow.Standins.Tests.Host;

/// <summary>HTTP functions, with no storage at all: none is needed for them.</summary>
public sealed class HttpTests
{
    [Theory]
    [InlineData("GET", "/api/hello", HttpStatusCode.OK, "hello")]
    [InlineData("POST", "/api/hello", HttpStatusCode.NotFound, "")]
    [InlineData("GET", "/hello", HttpStatusCode.NotFound, "")]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound, "")]
    [InlineData("DELETE", "/api/any", HttpStatusCode.OK, "DELETE")]
    [InlineData("GET", "/api/jobs/7/blocks", HttpStatusCode.OK, "7:none")]
    [InlineData("GET", "/api/jobs/7/blocks/b2", HttpStatusCode.OK, "7:b2")]
    [InlineData("GET", "/api/jobs/x/blocks", HttpStatusCode.NotFound, "")]
    [InlineData("POST", "/api/jobs/7/blocks", HttpStatusCode.OK, "posted 7")]
    [InlineData("GET", "/api/void", HttpStatusCode.NoContent, "")]
    [InlineData("GET", "/api/data/x?q=1", HttpStatusCode.OK, "GET x 1")]
    [InlineData("GET", "/api/fails", HttpStatusCode.InternalServerError, "")]
    [InlineData("GET", "/admin/host/status", HttpStatusCode.OK, """{"state":"Running"}""")]
    public async Task Send_Route_Answers(string method, string path, HttpStatusCode status, string body)
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)]);
        using HttpResponseMessage response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    [Fact]
    public async Task Results_Kinds_HaveTheirJsonCasing()
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)]);
        (await host.Http.GetStringAsync("/api/poco")).ShouldBe("""{"AreaName":"iowa","Blocks":3}""");
        (await host.Http.GetStringAsync("/api/mvc")).ShouldBe("""{"areaName":"iowa","blocks":3}""");
        (await host.Http.GetStringAsync("/api/minimal")).ShouldBe("""{"areaName":"iowa","blocks":3}""");
        (await host.Http.GetStringAsync("/api/datajson")).ShouldBe("""{"AreaName":"iowa","Blocks":3}""");
    }

    [Theory]
    [InlineData("/api/body")]
    [InlineData("/api/frombody")]
    public async Task Body_Json_BindsRegardlessOfCase(string path)
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)]);
        using StringContent body = new("""{"areaname":"ohio","BLOCKS":5}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await host.Http.PostAsync(path, body);
        (await response.Content.ReadAsStringAsync()).ShouldBe("ohio 5");
    }

    [Fact]
    public async Task Range_FileResult_AnswersPartOfIt()
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)]);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/file") { Headers = { Range = new RangeHeaderValue(2, 4) } };
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await response.Content.ReadAsStringAsync()).ShouldBe("cde");
    }

    [Fact]
    public async Task Stream_Response_ArrivesWhileTheFunctionRuns()
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)]);
        using HttpResponseMessage response = await host.Http.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe("first");
        host.Services.GetRequiredService<Gate>().Open.SetResult();
        (await reader.ReadLineAsync()).ShouldBe("second");
    }

    [Fact]
    public async Task Response_HttpResponseData_CarriesStatusHeadersAndCookies()
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)]);
        using HttpResponseMessage response = await host.Http.GetAsync("/api/teapot");
        ((int)response.StatusCode).ShouldBe(418);
        response.Headers.GetValues("X-Kind").ShouldBe(["tea"]);
        response.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("cup=1");
        (await response.Content.ReadAsStringAsync()).ShouldBe("short");
    }

    [Fact]
    public async Task Middleware_Order_ThenFunction_InOneScopeEach()
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)], configure: builder =>
        {
            builder.Services.AddScoped<ScopedThing>();
            builder.UseMiddleware(async (context, next) =>
            {
                context.InstanceServices.GetRequiredService<Recorder>().Add($"before {context.FunctionDefinition.Name} {context.GetHttpContext()!.Request.Path}");
                context.InstanceServices.GetRequiredService<ScopedThing>().Name = "from middleware";
                await next();
                context.InstanceServices.GetRequiredService<Recorder>().Add($"after {context.GetInvocationResult().Value}");
            });
        });
        (await host.Http.GetStringAsync("/api/scoped")).ShouldBe("from middleware");
        host.Recorder.Lines.ShouldBe(["before scoped /api/scoped", "after from middleware"]);
    }

    [Theory]
    [InlineData("/api/hello", null, HttpStatusCode.OK)]
    [InlineData("/api/locked", null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/locked", "function-key", HttpStatusCode.OK)]
    [InlineData("/api/locked", "master-key", HttpStatusCode.OK)]
    [InlineData("/api/locked", "system-key", HttpStatusCode.Unauthorized)]
    [InlineData("/api/admin-only", "function-key", HttpStatusCode.Unauthorized)]
    [InlineData("/api/admin-only", "master-key", HttpStatusCode.OK)]
    [InlineData("/admin/host/status", "function-key", HttpStatusCode.Unauthorized)]
    [InlineData("/admin/host/status", "master-key", HttpStatusCode.OK)]
    public async Task Keys_WithAuth_LevelsHold(string path, string? key, HttpStatusCode expected)
    {
        await using TestHost host = await TestHost.StartAsync(
            [typeof(Functions)],
            new() { ["RASTERFLOW_KEY_MASTER"] = "master-key", ["RASTERFLOW_KEY_FUNCTION"] = "function-key", ["RASTERFLOW_KEY_SYSTEM"] = "system-key" },
            configure: null,
            "--enableAuth");
        using HttpRequestMessage byHeader = new(HttpMethod.Get, path);
        if (key is not null)
        {
            byHeader.Headers.Add("x-functions-key", key);
        }

        (await host.Http.SendAsync(byHeader)).StatusCode.ShouldBe(expected);
        (await host.Http.GetAsync(key is null ? path : $"{path}?code={key}")).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task RoutePrefix_Empty_IsLeftOut()
    {
        await using TestHost host = await TestHost.StartAsync([typeof(Functions)], new() { ["AzureFunctionsJobHost__extensions__http__routePrefix"] = "" });
        (await host.Http.GetStringAsync("/hello")).ShouldBe("hello");
    }

    internal sealed record Area(string AreaName, int Blocks);

    internal sealed class ScopedThing
    {
        public string Name { get; set; } = "nobody";
    }

    internal sealed class Gate
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

#pragma warning disable CA1822
    private sealed class Functions(Recorder recorder, IServiceProvider services)
    {
        [Function("hello")]
        public string Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => request.Query.Count >= 0 ? "hello" : string.Empty;

        [Function("any")]
        public IResult Any([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Method);

        [Function("blocks")]
        public string Blocks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id:int}/blocks/{block?}")] HttpRequest request, int id, string? block)
        {
            request.ShouldNotBeNull();
            return $"{id}:{block ?? "none"}";
        }

        [Function("postblocks")]
        public string PostBlocks([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs/{id:int}/blocks")] HttpRequest request, string id, FunctionContext context)
        {
            request.ShouldNotBeNull();
            context.BindingContext.BindingData["id"].ShouldBe(id);
            return $"posted {id}";
        }

        [Function("void")]
        public void Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => recorder.Add(request.Path);

        [Function("data")]
        public async Task<HttpResponseData> Data([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "data/{name}")] HttpRequestData request, string name, CancellationToken cancellation)
        {
            HttpResponseData response = request.CreateResponse(HttpStatusCode.OK);
            await response.WriteStringAsync($"{request.Method} {name} {request.Query["q"]}", cancellation);
            return response;
        }

        [Function("fails")]
        public string Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => throw new InvalidOperationException("a secret " + request.Path);

        [Function("poco")]
        public Task<Area> Poco([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Task.FromResult(new Area("iowa", request.Method.Length));

        [Function("mvc")]
        public Task<IActionResult> Mvc([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Task.FromResult<IActionResult>(new OkObjectResult(new Area("iowa", request.Method.Length)));

        [Function("minimal")]
        public IResult Minimal([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Ok(new Area("iowa", request.Method.Length));

        [Function("datajson")]
        public async Task<HttpResponseData> DataJson([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request)
        {
            HttpResponseData response = request.CreateResponse();
            await response.WriteAsJsonAsync(new Area("iowa", 3));
            return response;
        }

        [Function("body")]
        public string Body([HttpTrigger(AuthorizationLevel.Anonymous, "post")] Area area) => $"{area.AreaName} {area.Blocks}";

        [Function("frombody")]
        public string FromBody([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Area area) => request.Method.Length > 0 ? $"{area.AreaName} {area.Blocks}" : string.Empty;

        [Function("file")]
        public IResult File([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
            => Results.File("abcdefgh"u8.ToArray(), "application/octet-stream", request.Query["name"], enableRangeProcessing: true);

        [Function("stream")]
        public IResult Stream([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
        {
            Gate gate = services.GetRequiredService<Gate>();
            request.ShouldNotBeNull();
            return Results.Stream(async stream =>
            {
                await stream.WriteAsync("first\n"u8.ToArray());
                await stream.FlushAsync();
                await gate.Open.Task;
                await stream.WriteAsync("second\n"u8.ToArray());
            });
        }

        [Function("teapot")]
        public async Task<HttpResponseData> Teapot([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request)
        {
            HttpResponseData response = request.CreateResponse((HttpStatusCode)418);
            response.Headers.Add("X-Kind", "tea");
            response.Cookies.Append("cup", "1");
            await response.WriteStringAsync("short");
            return response;
        }

        [Function("scoped")]
        public string Scoped([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
            => request.HttpContext.RequestServices.GetRequiredService<ScopedThing>().Name;

        [Function("locked")]
        public string Locked([HttpTrigger("get")] HttpRequest request) => request.Method;

        [Function("admin-only")]
        public string AdminOnly([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "admin-only")] HttpRequest request) => request.Method;
    }
#pragma warning restore CA1822
}
