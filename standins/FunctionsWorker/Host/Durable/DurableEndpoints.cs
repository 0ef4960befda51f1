using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The routes of the durable management API. Every one asks for the system or master key.</summary>
internal static class DurableEndpoints
{
    public static void Map(WebApplication app)
    {
        DurableApi api = app.Services.GetRequiredService<DurableApi>();
        HostKeys keys = app.Services.GetRequiredService<HostKeys>();
        RouteGroupBuilder routes = app.MapGroup(DurableLinks.Root);
        routes.AddEndpointFilter((context, next) => keys.Allow(context.HttpContext.Request, AuthorizationLevel.System)
            ? next(context)
            : ValueTask.FromResult<object?>(Results.Unauthorized()));

        routes.MapPost("/orchestrators/{functionName}/{instanceId?}", api.StartAsync);
        routes.MapGet("/instances", (Delegate)api.ListAsync);
        routes.MapDelete("/instances", (Delegate)api.PurgeManyAsync);
        routes.MapGet("/instances/{id}", api.StatusAsync);
        routes.MapDelete("/instances/{id}", api.PurgeAsync);
        routes.MapPost("/instances/{id}/raiseEvent/{eventName}", api.RaiseEventAsync);
        routes.MapPost("/instances/{id}/{operation:regex(^(terminate|suspend|resume|rewind)$)}", api.ControlAsync);
        routes.MapPost("/instances/{id}/restart", api.RestartAsync);
    }

    /// <summary>The JSON body; null when there is none. Throws JsonException.</summary>
    public static async Task<JsonElement?> ReadJsonAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        string body = await reader.ReadToEndAsync();
        return string.IsNullOrWhiteSpace(body) ? null : JsonSerializer.Deserialize<JsonElement>(body);
    }
}
