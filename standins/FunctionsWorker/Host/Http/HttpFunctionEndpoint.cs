using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Serves an HTTP function.</summary>
internal sealed class HttpFunctionEndpoint(FunctionInvoker invoker, HostKeys keys, Shutdown shutdown, ILogger<HttpFunctionEndpoint> logger)
{
    public async Task HandleAsync(HttpContext http, FunctionDescriptor function, HttpRoute route)
    {
        if (!keys.Allow(http.Request, route.Level))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, shutdown.GraceEnded);
        try
        {
            HttpTriggerInput input = await HttpTriggerInput.CreateAsync(http, function);
            LocalFunctionContext context = new(function, input, http.RequestServices, cancellation.Token);
            context.Items["HttpRequestContext"] = http;
            context.Features.Set<IHttpRequestDataFeature>(input);
            object? answer = await invoker.InvokeAsync(context);
            await HttpResultWriter.WriteAsync(http, answer, context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; there is nobody to answer and nothing wrong with the function.
        }
        catch (Exception e)
        {
            logger.LogError(e, "Function '{Function}' failed", function.Name);
            if (http.Response.HasStarted)
            {
                // A body that breaks off must not look like a whole one.
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
