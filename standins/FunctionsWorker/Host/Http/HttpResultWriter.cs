using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Http;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Turns what an HTTP function returned into the response.</summary>
internal static class HttpResultWriter
{
    public static async Task WriteAsync(HttpContext http, object? result, LocalFunctionContext context)
    {
        switch (result)
        {
            case null:
                if (!http.Response.HasStarted && http.Response.StatusCode == StatusCodes.Status200OK)
                {
                    http.Response.StatusCode = StatusCodes.Status204NoContent;
                }

                break;
            case LocalHttpResponseData response:
                await response.CompleteAsync(http.RequestAborted);
                break;
            case HttpResponseData response:
                throw new InvalidOperationException($"{response.GetType()} was not made by HttpRequestData.CreateResponse.");
            case IResult minimal:
                await minimal.ExecuteAsync(http);
                break;
            case IActionResult action:
                await action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
            case string text:
                http.Response.ContentType ??= "text/plain; charset=utf-8";
                await http.Response.WriteAsync(text, http.RequestAborted);
                break;
            case byte[] bytes:
                http.Response.ContentType ??= "application/octet-stream";
                await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
                break;
            case Stream stream:
                http.Response.ContentType ??= "application/octet-stream";
                await using (stream)
                {
                    await stream.CopyToAsync(http.Response.Body, http.RequestAborted);
                }

                break;
            default:
                http.Response.ContentType ??= "application/json; charset=utf-8";
                BinaryData json = await WorkerJson.Serializer(context).SerializeAsync(result, result.GetType(), http.RequestAborted);
                await http.Response.Body.WriteAsync(json.ToMemory(), http.RequestAborted);
                break;
        }
    }
}
