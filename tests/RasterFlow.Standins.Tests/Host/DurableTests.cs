using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.Tests.Support;

namespace RasterFlow.Standins.Tests.Host;

/// <summary>Durable functions and the management API, end to end.</summary>
public sealed class DurableTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Root = "/runtime/webhooks/durabletask";

    [Fact]
    public async Task Start_ByClient_RunsActivities_AndStatusGoesFrom202To200()
    {
        await using TestHost host = await StartAsync();
        using HttpResponseMessage started = await host.Http.PostAsync("/api/start/Greet?who=iowa", null);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        JsonElement payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        payload.EnumerateObject().Select(p => p.Name).ShouldBe(["Id", "StatusQueryGetUri", "SendEventPostUri", "TerminatePostUri", "RewindPostUri", "PurgeHistoryDeleteUri", "RestartPostUri", "SuspendPostUri", "ResumePostUri"]);
        payload.GetProperty("RewindPostUri").ValueKind.ShouldBe(JsonValueKind.Null);
        payload.GetProperty("TerminatePostUri").GetString().ShouldEndWith("/terminate?reason={{text}}");
        string status = payload.GetProperty("StatusQueryGetUri").GetString()!;
        started.Headers.Location!.ToString().ShouldBe(status);

        JsonElement done = await UntilDoneAsync(host, status);
        done.GetProperty("runtimeStatus").GetString().ShouldBe("Completed");
        done.GetProperty("output").GetString().ShouldBe("Hello IOWA!");
        done.GetProperty("input").GetProperty("Who").GetString().ShouldBe("iowa");
        done.GetProperty("customStatus").GetProperty("done").GetInt32().ShouldBe(1);
        done.GetProperty("createdTime").GetString()!.ShouldEndWith("Z");
        host.Recorder.Lines.ShouldBe(["orchestrator context Greet", "activity " + payload.GetProperty("Id").GetString()]);

        JsonElement withHistory = await host.Http.GetFromJsonAsync<JsonElement>(status + "?showHistory=true&showInput=false");
        withHistory.GetProperty("historyEvents").GetArrayLength().ShouldBeGreaterThan(2);
        withHistory.GetProperty("input").ValueKind.ShouldBe(JsonValueKind.Null);
        (await new BlobContainerClient(azurite.ConnectionString, host.HostId + "-history").ExistsAsync()).Value.ShouldBeTrue();
    }

    [Fact]
    public async Task Start_ByApi_WaitsForAnEvent_ThenCompletes_ThenGone_ThenPurged()
    {
        await using TestHost host = await StartAsync();
        using HttpResponseMessage started = await host.Http.PostAsync($"{Root}/orchestrators/Wait/w1", Json("\"start\""));
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        started.Headers.RetryAfter!.ToString().ShouldBe("10");
        JsonElement payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        payload.GetProperty("id").GetString().ShouldBe("w1");
        payload.TryGetProperty("rewindPostUri", out _).ShouldBeFalse();
        payload.GetProperty("terminatePostUri").GetString()!.ShouldContain("reason={text}&taskHub=" + host.HostId);

        using HttpResponseMessage running = await host.Http.GetAsync($"{Root}/instances/w1");
        running.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        running.Headers.RetryAfter!.ToString().ShouldBe("5");
        running.Headers.Location.ShouldNotBeNull();

        (await host.Http.PostAsync($"{Root}/orchestrators/Wait/w1", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await host.Http.PostAsync($"{Root}/instances/w1/raiseEvent/Go", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.PostAsync($"{Root}/instances/w1/raiseEvent/Go", Json("{bad"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.PostAsync($"{Root}/instances/unknown/raiseEvent/Go", Json("1"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Http.PostAsync($"{Root}/instances/w1/raiseEvent/Go", Json("{\"value\":42}"))).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        JsonElement done = await UntilDoneAsync(host, $"{Root}/instances/w1");
        done.GetProperty("output").GetString().ShouldBe("start 42");
        (await host.Http.PostAsync($"{Root}/instances/w1/raiseEvent/Go", Json("1"))).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await host.Http.PostAsync($"{Root}/instances/w1/terminate", null)).StatusCode.ShouldBe(HttpStatusCode.Gone);

        (await host.Http.DeleteFromJsonAsync<JsonElement>($"{Root}/instances/w1")).GetProperty("instancesDeleted").GetInt32().ShouldBe(1);
        (await host.Http.GetAsync($"{Root}/instances/w1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Http.DeleteAsync($"{Root}/instances/w1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Control_SuspendResumeTerminate_AndList()
    {
        await using TestHost host = await StartAsync();
        await host.Http.PostAsync($"{Root}/orchestrators/Wait/t1", null);
        await host.Http.PostAsync($"{Root}/orchestrators/Wait/t2", null);
        await UntilStatusAsync(host, "t1", "Running");
        (await host.Http.PostAsync($"{Root}/instances/t1/suspend?reason=pause", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UntilStatusAsync(host, "t1", "Suspended");
        (await host.Http.PostAsync($"{Root}/instances/t1/resume", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UntilStatusAsync(host, "t1", "Running");
        (await host.Http.PostAsync($"{Root}/instances/t1/rewind", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.PostAsync($"{Root}/instances/t1/terminate?reason=enough", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        JsonElement ended = await UntilDoneAsync(host, $"{Root}/instances/t1");
        ended.GetProperty("runtimeStatus").GetString().ShouldBe("Terminated");
        ended.GetProperty("output").GetString().ShouldBe("enough");

        JsonElement all = await host.Http.GetFromJsonAsync<JsonElement>($"{Root}/instances?instanceIdPrefix=t");
        all.GetArrayLength().ShouldBe(2);
        JsonElement terminated = await host.Http.GetFromJsonAsync<JsonElement>($"{Root}/instances?runtimeStatus=Terminated,Failed&top=10");
        terminated.EnumerateArray().Select(i => i.GetProperty("instanceId").GetString()).ShouldBe(["t1"]);
        (await host.Http.GetAsync($"{Root}/instances?runtimeStatus=Nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await host.Http.DeleteAsync($"{Root}/instances?runtimeStatus=Terminated")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.DeleteFromJsonAsync<JsonElement>($"{Root}/instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Terminated")).GetProperty("instancesDeleted").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Start_ByApi_BadRequests_AndWaiting()
    {
        await using TestHost host = await StartAsync();
        (await host.Http.PostAsync($"{Root}/orchestrators/Nothing", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.PostAsync($"{Root}/orchestrators/Greet", Json("{bad"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using HttpResponseMessage waited = await host.Http.PostAsync($"{Root}/orchestrators/Greet?timeout=20", Json("{\"Who\":\"ohio\"}"));
        waited.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await waited.Content.ReadAsStringAsync()).ShouldBe("\"Hello OHIO!\"");
    }

    [Fact]
    public async Task Failure_Activity_OutputIsTheErrorText_AndRestartRunsAgain()
    {
        await using TestHost host = await StartAsync();
        await host.Http.PostAsync($"{Root}/orchestrators/Break/f1", null);
        JsonElement failed = await UntilDoneAsync(host, $"{Root}/instances/f1");
        failed.GetProperty("runtimeStatus").GetString().ShouldBe("Failed");
        failed.GetProperty("output").GetString()!.ShouldContain("no such block");
        (await host.Http.GetAsync($"{Root}/instances/f1?returnInternalServerErrorOnFailure=true")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await host.Http.PostAsync($"{Root}/instances/f1/restart?restartWithNewInstanceId=true", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await host.Http.PostAsync($"{Root}/instances/none/restart", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Input_DeclaredAsInterface_StaysEmpty()
    {
        await using TestHost host = await StartAsync();
        using HttpResponseMessage waited = await host.Http.PostAsync($"{Root}/orchestrators/InterfaceInput?timeout=20", Json("[1,2]"));
        (await waited.Content.ReadAsStringAsync()).ShouldBe("\"empty\"");
        using HttpResponseMessage concrete = await host.Http.PostAsync($"{Root}/orchestrators/ListInput?timeout=20", Json("[1,2]"));
        (await concrete.Content.ReadAsStringAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task WaitForCompletion_Finished_AnswersTheMetadata()
    {
        await using TestHost host = await StartAsync();
        using HttpResponseMessage response = await host.Http.PostAsync("/api/run/Greet?who=utah", null);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("RuntimeStatus").GetString().ShouldBe("Completed");
        body.GetProperty("SerializedOutput").GetString().ShouldBe("\"Hello UTAH!\"");
    }

    [Fact]
    public async Task Keys_WithAuth_ManagementAsksForSystem_AndLinksCarryIt()
    {
        await using TestHost host = await StartAsync(new() { ["RASTERFLOW_ENABLE_AUTH"] = "true", ["RASTERFLOW_KEY_SYSTEM"] = "sys", ["RASTERFLOW_KEY_FUNCTION"] = "fun" });
        (await host.Http.GetAsync($"{Root}/instances")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Http.GetAsync($"{Root}/instances?code=fun")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Http.GetAsync($"{Root}/instances?code=sys")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage started = await host.Http.PostAsync("/api/start/Greet?who=x", null);
        JsonElement payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        string status = payload.GetProperty("StatusQueryGetUri").GetString()!;
        status.ShouldEndWith("?code=sys");
        await UntilDoneAsync(host, status);
        (await new BlobContainerClient(azurite.ConnectionString, "azure-webjobs-secrets").GetBlobClient("keys.json").ExistsAsync()).Value.ShouldBeTrue();
    }

    [Fact]
    public async Task Forwarded_Request_LinksUseTheOuterAddress()
    {
        await using TestHost host = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/start/Greet?who=x");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "fields.example");
        using HttpResponseMessage started = await host.Http.SendAsync(request);
        JsonElement payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        payload.GetProperty("StatusQueryGetUri").GetString().ShouldStartWith($"https://fields.example{Root}/instances/");
    }

    [Fact]
    public async Task Restart_OfTheHost_ResumesWaitingInstances()
    {
        string hub = $"r{Guid.NewGuid():N}"[..20];
        Dictionary<string, string?> settings = new() { ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = hub };
        await using (TestHost host = await StartAsync(settings))
        {
            await host.Http.PostAsync($"{Root}/orchestrators/Wait/r1", Json("\"kept\""));
            await UntilStatusAsync(host, "r1", "Running");
        }

        await using TestHost again = await StartAsync(settings);
        (await again.Http.PostAsync($"{Root}/instances/r1/raiseEvent/Go", Json("{\"value\":7}"))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await UntilDoneAsync(again, $"{Root}/instances/r1")).GetProperty("output").GetString().ShouldBe("kept 7");
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> UntilDoneAsync(TestHost host, string status)
    {
        JsonElement result = default;
        await TestHost.UntilAsync(
            async () =>
            {
                using HttpResponseMessage response = await host.Http.GetAsync(status);
                result = await response.Content.ReadFromJsonAsync<JsonElement>();
                return response.StatusCode == HttpStatusCode.OK;
            },
            $"{status} is done");
        return result;
    }

    private static Task UntilStatusAsync(TestHost host, string id, string status) => TestHost.UntilAsync(
        async () => (await host.Http.GetFromJsonAsync<JsonElement>($"{Root}/instances/{id}")).GetProperty("runtimeStatus").GetString() == status,
        $"{id} is {status}");

    private Task<TestHost> StartAsync(Dictionary<string, string?>? settings = null)
        => TestHost.StartAsync([typeof(Functions)], new(settings ?? []) { ["AzureWebJobsStorage"] = azurite.ConnectionString });

    internal sealed record Greeting(string Who);

    internal sealed record Event(int Value);

#pragma warning disable CA1822
    private sealed class Functions(Recorder recorder)
    {
        [Function("start")]
        public async Task<HttpResponseData> StartAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{name}")] HttpRequestData request, [DurableClient] DurableTaskClient client, string name, string who)
            => await client.CreateCheckStatusResponseAsync(request, await client.ScheduleNewOrchestrationInstanceAsync(name, new Greeting(who)));

        [Function("run")]
        public async Task<HttpResponseData> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "run/{name}")] HttpRequestData request, [DurableClient] DurableTaskClient client, string name, string who)
        {
            string id = await client.ScheduleNewOrchestrationInstanceAsync(name, new Greeting(who));
            return await client.WaitForCompletionOrCreateCheckStatusResponseAsync(request, id, TimeSpan.FromMilliseconds(100), getInputsAndOutputs: true);
        }

        [Function("Greet")]
        public async Task<string> GreetAsync([OrchestrationTrigger] TaskOrchestrationContext context, Greeting greeting, FunctionContext functionContext)
        {
            if (!context.IsReplaying)
            {
                context.GetFunctionContext().ShouldBe(functionContext);
                recorder.Add($"orchestrator context {functionContext.FunctionDefinition.Name}");
            }

            string hello = await context.CallActivityAsync<string>("Shout", greeting.Who);
            context.SetCustomStatus(new { done = 1 });
            return hello;
        }

        [Function("Shout")]
        public async Task<string> ShoutAsync([ActivityTrigger] string who, string instanceId, CancellationToken cancellation)
        {
            await Task.Delay(1, cancellation);
            recorder.Add($"activity {instanceId}");
            return $"Hello {who.ToUpperInvariant()}!";
        }

        [Function("Wait")]
        public static async Task<string> WaitAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            Event raised = await context.WaitForExternalEvent<Event>("Go");
            return $"{context.GetInput<string>()} {raised.Value}";
        }

        [Function("Break")]
        public static Task BreakAsync([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Fail");

        [Function("Fail")]
        public static void Fail([ActivityTrigger] string? input) => throw new InvalidOperationException("no such block" + input);

        [Function("InterfaceInput")]
        public static Task<string> InterfaceInputAsync([OrchestrationTrigger] TaskOrchestrationContext context, IReadOnlyList<int>? numbers)
            => Task.FromResult(numbers is null ? "empty" : $"{numbers.Count} {context.Name}");

        [Function("ListInput")]
        public static Task<int> ListInputAsync([OrchestrationTrigger] TaskOrchestrationContext context, List<int> numbers)
            => Task.FromResult(numbers.Count + context.Name.Name.Length - "ListInput".Length);
    }
#pragma warning restore CA1822
}
