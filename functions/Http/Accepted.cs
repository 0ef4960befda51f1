using Microsoft.AspNetCore.Http;

namespace RasterFlow.Functions.Http;

/// <summary>202 for what has been started and goes on: its status has an address of its own (RFC 9110 section 15.3.3).</summary>
internal static class Accepted
{
    /// <param name="request">The request that started it.</param>
    /// <param name="path">Where its status is, below <c>/api/</c>.</param>
    /// <param name="body">The answer's body, given the status' address.</param>
    public static IResult At(HttpRequest request, string path, Func<string, object> body)
    {
        string status = $"{request.Scheme}://{request.Host}/api/{path}";
        request.HttpContext.Response.Headers.Location = status;
        return Results.Json(body(status), statusCode: StatusCodes.Status202Accepted);
    }
}
