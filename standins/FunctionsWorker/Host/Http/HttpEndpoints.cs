using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Every route of the host: the app's functions, the durable management API and the host's own.</summary>
internal static class HttpEndpoints
{
    public static void Map(WebApplication app)
    {
        app.UseRouting();

        // For a known path with another method, routing offers an endpoint of its own that answers 405. The Functions host in Azure says 404.
        app.Use((http, next) =>
        {
            if (http.GetEndpoint() is { } endpoint and not RouteEndpoint)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return next(http);
        });

        FunctionIndex functions = app.Services.GetRequiredService<FunctionIndex>();
        string prefix = app.Services.GetRequiredService<HostJson>().RoutePrefix;
        BindingTemplates templates = app.Services.GetRequiredService<BindingTemplates>();
        foreach ((FunctionDescriptor function, _) in functions.TriggeredBy<HttpTriggerAttribute>())
        {
            HttpRoute route = HttpRoute.Of(function, prefix);
            route = route with { Template = templates.ResolveSettings(route.Template) };
            Task Handle(HttpContext http) => http.RequestServices.GetRequiredService<HttpFunctionEndpoint>().HandleAsync(http, function, route);
            _ = route.Methods.Count == 0 ? app.Map(route.Template, Handle) : app.MapMethods(route.Template, route.Methods, Handle);
        }

        AdminEndpoints.Map(app);
        if (app.Services.GetRequiredService<DurableRuntime>().IsUsed)
        {
            DurableEndpoints.Map(app);
        }
    }
}
