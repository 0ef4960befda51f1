using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The durable management API, with the answers of the Azure host.</summary>
internal sealed class DurableApi(DurableRuntime durable, DurableFunctions functions, HostJson hostJson, HostKeys keys)
{
    private const string ContinuationHeader = "x-ms-continuation-token";
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    public async Task<IResult> StartAsync(HttpContext http, string functionName, string? instanceId)
    {
        if (!functions.HasOrchestrator(functionName))
        {
            return Results.BadRequest($"The function '{functionName}' doesn't exist, is disabled, or is not an orchestrator function.");
        }

        JsonElement? input;
        try
        {
            input = await DurableEndpoints.ReadJsonAsync(http.Request);
        }
        catch (JsonException e)
        {
            return Results.BadRequest($"Invalid JSON content: {e.Message}");
        }

        string id;
        try
        {
            id = await durable.Client.ScheduleNewOrchestrationInstanceAsync(functionName, input, new StartOrchestrationOptions(instanceId), http.RequestAborted);
        }
        catch (ArgumentException e)
        {
            return Results.BadRequest(e.Message);
        }
        catch (Exception e) when (e.GetType().Name == "OrchestrationAlreadyExistsException")
        {
            return Results.Conflict(e.Message);
        }

        if (Number(http.Request, "timeout") is { } seconds && await WaitAsync(id, seconds, http.RequestAborted) is { } done)
        {
            return done.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? Json(InstanceStatusJson.Value(done.SerializedOutput))
                : Json(InstanceStatusJson.Of(done, showInput: true));
        }

        return CheckStatus(http, id);
    }

    public async Task<IResult> StatusAsync(HttpContext http, string id)
    {
        OrchestrationMetadata? instance = await durable.Client.GetInstanceAsync(id, getInputsAndOutputs: true, http.RequestAborted);
        if (instance is null)
        {
            return Results.NotFound();
        }

        JsonObject body = InstanceStatusJson.Of(instance, Flag(http.Request, "showInput", otherwise: true));
        if (Flag(http.Request, "showHistory", otherwise: false))
        {
            IReadOnlyList<HistoryEvent> history = await durable.Hub.GetHistoryAsync(id, http.RequestAborted);
            body["historyEvents"] = InstanceStatusJson.Of(history, Flag(http.Request, "showHistoryOutput", otherwise: false));
        }

        if (!instance.IsCompleted)
        {
            http.Response.Headers.Location = http.Request.GetEncodedUrl();
            http.Response.Headers.RetryAfter = "5";
            return Json(body, StatusCodes.Status202Accepted);
        }

        bool asError = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && Flag(http.Request, "returnInternalServerErrorOnFailure", otherwise: false);
        return Json(body, asError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    public async Task<IResult> ListAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (!TryStatuses(request, out List<OrchestrationRuntimeStatus>? statuses) || !TryTime(request, "createdTimeFrom", out DateTimeOffset? from) || !TryTime(request, "createdTimeTo", out DateTimeOffset? to))
        {
            return Results.BadRequest();
        }

        OrchestrationQuery query = new(
            CreatedFrom: from,
            CreatedTo: to,
            Statuses: statuses,
            InstanceIdPrefix: Text(request, "instanceIdPrefix"),
            PageSize: (int)(Number(request, "top") ?? OrchestrationQuery.DefaultPageSize),
            FetchInputsAndOutputs: true,
            ContinuationToken: request.Headers[ContinuationHeader].ToString() is { Length: > 0 } token ? token : null);
        JsonArray instances = [];
        await foreach (Page<OrchestrationMetadata> page in durable.Client.GetAllInstancesAsync(query).AsPages(query.ContinuationToken, query.PageSize).WithCancellation(http.RequestAborted))
        {
            foreach (OrchestrationMetadata instance in page.Values)
            {
                instances.Add(InstanceStatusJson.Of(instance, Flag(request, "showInput", otherwise: true)));
            }

            if (page.ContinuationToken is { Length: > 0 } next)
            {
                http.Response.Headers[ContinuationHeader] = next;
            }

            break;
        }

        return Json(instances);
    }

    public async Task<IResult> PurgeAsync(HttpContext http, string id)
        => Purged(await durable.Client.PurgeInstanceAsync(id, cancellation: http.RequestAborted));

    public async Task<IResult> PurgeManyAsync(HttpContext http)
    {
        if (!TryStatuses(http.Request, out List<OrchestrationRuntimeStatus>? statuses)
            || !TryTime(http.Request, "createdTimeFrom", out DateTimeOffset? from)
            || !TryTime(http.Request, "createdTimeTo", out DateTimeOffset? to)
            || from is null)
        {
            return Results.BadRequest("Please provide value for 'createdTimeFrom' parameter.");
        }

        return Purged(await durable.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(from, to, statuses), http.RequestAborted));
    }

    public async Task<IResult> RaiseEventAsync(HttpContext http, string id, string eventName)
    {
        if (!http.Request.HasJsonContentType())
        {
            return Results.BadRequest("Only application/json request content is supported");
        }

        JsonElement? payload;
        try
        {
            payload = await DurableEndpoints.ReadJsonAsync(http.Request);
        }
        catch (JsonException e)
        {
            return Results.BadRequest($"Invalid JSON content: {e.Message}");
        }

        return await WhenRunningAsync(http, id, _ => durable.Client.RaiseEventAsync(id, eventName, payload, http.RequestAborted));
    }

    public async Task<IResult> ControlAsync(HttpContext http, string id, string operation)
    {
        string reason = Text(http.Request, "reason") ?? string.Empty;
        if (operation != "rewind")
        {
            return await WhenRunningAsync(http, id, _ => operation switch
            {
                "terminate" => durable.Client.TerminateInstanceAsync(id, (object?)reason, http.RequestAborted),
                "suspend" => durable.Client.SuspendInstanceAsync(id, reason, http.RequestAborted),
                _ => durable.Client.ResumeInstanceAsync(id, reason, http.RequestAborted),
            });
        }

        OrchestrationMetadata? instance = await durable.Client.GetInstanceAsync(id, http.RequestAborted);
        switch (instance)
        {
            case null:
                return Results.NotFound();
            case { RuntimeStatus: OrchestrationRuntimeStatus.Failed }:
                try
                {
                    await durable.Client.RewindInstanceAsync(id, reason, http.RequestAborted);
                    return Results.Accepted();
                }
                catch (NotSupportedException)
                {
                    return Results.StatusCode(StatusCodes.Status501NotImplemented);
                }

            case { IsCompleted: true }:
                return Results.StatusCode(StatusCodes.Status410Gone);
            default:
                return Results.BadRequest("Only failed orchestrations can be rewound.");
        }
    }

    public async Task<IResult> RestartAsync(HttpContext http, string id)
    {
        try
        {
            return CheckStatus(http, await durable.Client.RestartAsync(id, Flag(http.Request, "restartWithNewInstanceId", otherwise: true), http.RequestAborted));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return Results.BadRequest(e.Message);
        }
    }

    private async Task<IResult> WhenRunningAsync(HttpContext http, string id, Func<OrchestrationMetadata, Task> action)
    {
        OrchestrationMetadata? instance = await durable.Client.GetInstanceAsync(id, http.RequestAborted);
        if (instance is null)
        {
            return Results.NotFound();
        }

        if (instance.IsCompleted)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        await action(instance);
        return Results.Accepted();
    }

    private async Task<OrchestrationMetadata?> WaitAsync(string id, double seconds, CancellationToken aborted)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return await durable.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>As the host makes it: camelCase, single braces, and the hub's name in the query.</summary>
    private IResult CheckStatus(HttpContext http, string id)
    {
        string query = $"taskHub={durable.HubName}&connection={hostJson.DurableConnection}" + (keys.SystemKey is { } key ? $"&code={Uri.EscapeDataString(key)}" : string.Empty);
        string authority = $"{http.Request.Scheme}://{http.Request.Host}";
        HttpManagementPayload payload = DurableLinks.Create(authority, id, query, "reason={text}");
        payload.RestartPostUri = DurableLinks.Url($"{authority}{DurableLinks.Root}/instances/{Uri.EscapeDataString(id)}/restart", query);
        http.Response.Headers.Location = payload.StatusQueryGetUri;
        http.Response.Headers.RetryAfter = "10";
        return Results.Json(payload, Camel, statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult Purged(PurgeResult result) => result.PurgedInstanceCount == 0
        ? Results.NotFound()
        : Results.Json(new { instancesDeleted = result.PurgedInstanceCount });

    private static IResult Json(JsonNode? body, int status = StatusCodes.Status200OK) => Results.Text(body?.ToJsonString() ?? "null", "application/json", statusCode: status);

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    private static double? Number(HttpRequest request, string name) => double.TryParse(Text(request, name), CultureInfo.InvariantCulture, out double value) ? value : null;

    private static bool Flag(HttpRequest request, string name, bool otherwise) => bool.TryParse(Text(request, name), out bool value) ? value : otherwise;

    private static bool TryTime(HttpRequest request, string name, out DateTimeOffset? time)
    {
        time = null;
        if (Text(request, name) is not { } text)
        {
            return true;
        }

        bool valid = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed);
        time = parsed;
        return valid;
    }

    private static bool TryStatuses(HttpRequest request, out List<OrchestrationRuntimeStatus>? statuses)
    {
        statuses = null;
        foreach (string name in (Text(request, "runtimeStatus") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse(name, ignoreCase: true, out OrchestrationRuntimeStatus status))
            {
                return false;
            }

            (statuses ??= []).Add(status);
        }

        return true;
    }
}
