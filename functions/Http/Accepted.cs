using Microsoft.AspNetCore.Http;
using RasterFlow.Functions.Hosting;

namespace RasterFlow.Functions.Http;

/// <summary>202 for what has been started and goes on: its status has an address of its own (RFC 9110 section 15.3.3).</summary>
internal static class Accepted
{
    /// <param name="request">The request that started it.</param>
    /// <param name="settings">The service's public address.</param>
    /// <param name="path">Where its status is, below <c>/api/</c>.</param>
    /// <param name="body">The answer's body, given the status' address.</param>
    public static IResult At(HttpRequest request, AppSettings settings, string path, Func<string, object> body)
    {
        string status = ServiceAddress.Of(request, settings, path).AbsoluteUri;
        request.HttpContext.Response.Headers.Location = status;
        return Results.Json(body(status), statusCode: StatusCodes.Status202Accepted);
    }
}
