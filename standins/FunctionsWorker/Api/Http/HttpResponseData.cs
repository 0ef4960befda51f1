using System.Net;
using System.Text;
using Azure.Core.Serialization;
using RasterFlow.StandIns.FunctionsWorker;

namespace Microsoft.Azure.Functions.Worker.Http;

public abstract class HttpResponseData
{
    public HttpResponseData(FunctionContext functionContext) => FunctionContext = functionContext;

    public abstract HttpStatusCode StatusCode { get; set; }

    public abstract HttpHeadersCollection Headers { get; set; }

    public abstract Stream Body { get; set; }

    public abstract HttpCookies Cookies { get; }

    public FunctionContext FunctionContext { get; }

    public static HttpResponseData CreateResponse(HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.CreateResponse();
    }
}

public static class HttpResponseDataExtensions
{
    public static void WriteString(this HttpResponseData response, string value, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Body.Write((encoding ?? Encoding.UTF8).GetBytes(value));
    }

    public static Task WriteStringAsync(this HttpResponseData response, string value, Encoding? encoding = null)
        => response.WriteStringAsync(value, CancellationToken.None, encoding);

#pragma warning disable CA1068 // The official order of the parameters.
    public static async Task WriteStringAsync(this HttpResponseData response, string value, CancellationToken cancellationToken, Encoding? encoding = null)
#pragma warning restore CA1068
    {
        ArgumentNullException.ThrowIfNull(response);
        await response.Body.WriteAsync((encoding ?? Encoding.UTF8).GetBytes(value), cancellationToken);
    }

    public static ValueTask WriteAsJsonAsync<T>(this HttpResponseData response, T instance, CancellationToken cancellationToken = default)
        => response.WriteAsJsonAsync(instance, "application/json; charset=utf-8", cancellationToken);

    public static ValueTask WriteAsJsonAsync<T>(this HttpResponseData response, T instance, string contentType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.WriteAsJsonAsync(instance, WorkerJson.Serializer(response.FunctionContext), contentType, cancellationToken);
    }

    public static ValueTask WriteAsJsonAsync<T>(this HttpResponseData response, T instance, ObjectSerializer serializer, CancellationToken cancellationToken = default)
        => response.WriteAsJsonAsync(instance, serializer, "application/json; charset=utf-8", cancellationToken);

    public static async ValueTask WriteAsJsonAsync<T>(this HttpResponseData response, T instance, ObjectSerializer serializer, string contentType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(serializer);
        response.Headers.Remove("Content-Type");
        response.Headers.TryAddWithoutValidation("Content-Type", contentType);
        BinaryData json = await serializer.SerializeAsync(instance, typeof(T), cancellationToken);
        await response.Body.WriteAsync(json.ToMemory(), cancellationToken);
    }

    public static void WriteBytes(this HttpResponseData response, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Body.Write(value);
    }

    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value) => response.WriteBytesAsync(value, CancellationToken.None);

    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Body.WriteAsync(value, cancellationToken).AsTask();
    }
}
