using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The part of the host's /admin API that a local run needs.</summary>
internal static class AdminEndpoints
{
    public static void Map(WebApplication app)
    {
        HostKeys keys = app.Services.GetRequiredService<HostKeys>();
        FunctionIndex functions = app.Services.GetRequiredService<FunctionIndex>();
        ManualStarts starts = app.Services.GetRequiredService<ManualStarts>();

        // HTTP starts last, so whoever gets an answer may use everything.
        app.MapGet("/admin/host/ping", () => Results.Ok());
        app.MapGet("/admin/host/status", (HttpRequest request) => keys.Allow(request, AuthorizationLevel.Admin)
            ? Results.Json(new { state = "Running" })
            : Results.Unauthorized());
        app.MapGet("/admin/functions", (HttpRequest request) => keys.Allow(request, AuthorizationLevel.Admin)
            ? Results.Json(functions.All.Select(f => new { name = f.Name, trigger = LocalFunctionDefinition.TypeOf(f.Trigger) }))
            : Results.Unauthorized());
        app.MapPost("/admin/functions/{name}", async (HttpRequest request, string name) =>
        {
            if (!keys.Allow(request, AuthorizationLevel.Admin))
            {
                return Results.Unauthorized();
            }

            string? input = null;
            using StreamReader reader = new(request.Body);
            string body = await reader.ReadToEndAsync();
            if (body.Length > 0)
            {
                try
                {
                    using JsonDocument json = JsonDocument.Parse(body);
                    input = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("input", out JsonElement value) ? value.ToString() : null;
                }
                catch (JsonException)
                {
                    return Results.BadRequest();
                }
            }

            return functions.Find(name) is { } function && starts.TryStart(function, input) ? Results.Accepted() : Results.NotFound();
        });
    }
}
