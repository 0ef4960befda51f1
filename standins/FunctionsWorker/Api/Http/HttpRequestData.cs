using System.Collections.Specialized;
using System.Net;
using System.Security.Claims;
using System.Text;
using System.Web;
using Azure.Core.Serialization;
using RasterFlow.StandIns.FunctionsWorker;

namespace Microsoft.Azure.Functions.Worker.Http;

public abstract class HttpRequestData
{
    private NameValueCollection? _query;

    public HttpRequestData(FunctionContext functionContext) => FunctionContext = functionContext;

    public abstract Stream Body { get; }

    public abstract HttpHeadersCollection Headers { get; }

    public abstract IReadOnlyCollection<IHttpCookie> Cookies { get; }

    public abstract Uri Url { get; }

    public abstract IEnumerable<ClaimsIdentity> Identities { get; }

    public abstract string Method { get; }

    public FunctionContext FunctionContext { get; }

    public virtual NameValueCollection Query => _query ??= HttpUtility.ParseQueryString(Url.Query);

    public abstract HttpResponseData CreateResponse();
}

public interface IHttpRequestDataFeature
{
    ValueTask<HttpRequestData?> GetHttpRequestDataAsync(FunctionContext context);
}

public static class HttpRequestDataExtensions
{
    public static async Task<string?> ReadAsStringAsync(this HttpRequestData request, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using StreamReader reader = new(request.Body, encoding ?? Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    public static ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.ReadFromJsonAsync<T>(WorkerJson.Serializer(request.FunctionContext), cancellationToken);
    }

    public static async ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, ObjectSerializer serializer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(serializer);
        return (T?)await serializer.DeserializeAsync(request.Body, typeof(T), cancellationToken);
    }

    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpResponseData response = request.CreateResponse();
        response.StatusCode = statusCode;
        return response;
    }
}
